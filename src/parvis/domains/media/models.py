"""One image, in a few sizes."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from parvis.domains.media.vocabulary import ALT_LENGTH, FOLDER, SIZES, ImageKind
from parvis.kernel import ids


class Image(models.Model):
    """A picture as re-encoded by us. Its files are never changed: a new picture is a new image."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    #: None: the town's own. Erasing an account calls ``services.delete_images_of`` first.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    kind = models.CharField(max_length=16, choices=ImageKind.choices, default=ImageKind.OTHER)
    alt = models.CharField(max_length=ALT_LENGTH, blank=True)
    #: Of the largest size kept, as it is shown (turned upright).
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    #: Of the file as it was sent: the same one sent again is the same image.
    sha256 = models.CharField(max_length=64)
    #: What all its sizes weigh on disk.
    bytes = models.PositiveIntegerField()
    public = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "kind", "public", "sha256"], name="image_once_per_owner_and_use"
            )
        ]

    def __str__(self) -> str:
        return self.alt or str(self.id)

    @property
    def sizes(self) -> tuple[int, ...]:
        """The sizes kept: up to the first that holds the whole picture."""
        longest = max(self.width, self.height)
        return tuple(
            size for index, size in enumerate(SIZES) if not index or SIZES[index - 1] < longest
        )

    def kept_size(self, size: int) -> int:
        """The size kept that answers a size asked for."""
        return min(size, self.sizes[-1])

    def path(self, size: int) -> str:
        """Where a size is in the storage: a name of ours, spread over 256 folders."""
        return f"{FOLDER}/{self.id.hex[-2:]}/{self.id.hex}-{size}.webp"

    def url(self, size: int = SIZES[1]) -> str:
        """The address of a public image. A private one has none: see ``selectors.signed_url``."""
        if not self.public:
            raise ValueError("a private image is shown through a signed address")
        return reverse("media:image", args=[self.id, size])
