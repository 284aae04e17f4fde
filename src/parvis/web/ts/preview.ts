/** The picture one has just chosen, before it is sent. */
document.addEventListener("change", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || !input.dataset.preview) return;
  const image = document.getElementById(input.dataset.preview);
  const file = input.files?.[0];
  if (!(image instanceof HTMLImageElement) || !file?.type.startsWith("image/")) return;
  if (image.src.startsWith("blob:")) URL.revokeObjectURL(image.src);
  image.src = URL.createObjectURL(file);
  image.hidden = false;
});
