"""The kernel's tables, and beside ``SearchDocument`` the full-text index of either database."""

import django.db.models.deletion
import parvis.kernel.clock
import parvis.kernel.ids
from django.db import migrations, models


#: SQLite: an FTS5 index whose content is the table itself, kept by triggers.
SQLITE = (
    """
    CREATE VIRTUAL TABLE kernel_search USING fts5(
        title, body, content='kernel_searchdocument', content_rowid='id', tokenize='ascii'
    )
    """,
    """
    CREATE TRIGGER kernel_search_added AFTER INSERT ON kernel_searchdocument BEGIN
        INSERT INTO kernel_search (rowid, title, body) VALUES (new.id, new.title, new.body);
    END
    """,
    """
    CREATE TRIGGER kernel_search_removed AFTER DELETE ON kernel_searchdocument BEGIN
        INSERT INTO kernel_search (kernel_search, rowid, title, body)
        VALUES ('delete', old.id, old.title, old.body);
    END
    """,
    """
    CREATE TRIGGER kernel_search_changed AFTER UPDATE ON kernel_searchdocument BEGIN
        INSERT INTO kernel_search (kernel_search, rowid, title, body)
        VALUES ('delete', old.id, old.title, old.body);
        INSERT INTO kernel_search (rowid, title, body) VALUES (new.id, new.title, new.body);
    END
    """,
)
SQLITE_BACK = (
    "DROP TRIGGER kernel_search_added",
    "DROP TRIGGER kernel_search_removed",
    "DROP TRIGGER kernel_search_changed",
    "DROP TABLE kernel_search",
)
#: PostgreSQL: a column the database generates. Words are folded already: 'simple' keeps them.
POSTGRESQL = (
    """
    ALTER TABLE kernel_searchdocument ADD COLUMN vector tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('pg_catalog.simple', title), 'A')
        || setweight(to_tsvector('pg_catalog.simple', body), 'D')
    ) STORED
    """,
    "CREATE INDEX kernel_search_vector ON kernel_searchdocument USING gin (vector)",
)
POSTGRESQL_BACK = ("ALTER TABLE kernel_searchdocument DROP COLUMN vector",)


def build(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def tear_down(apps, schema_editor):
    back = {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK}
    for statement in back[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True)),
                ('next_run_at', models.DateTimeField()),
                ('last_run_at', models.DateTimeField(null=True)),
                ('leased_until', models.DateTimeField(null=True)),
                ('last_error', models.TextField(blank=True, default='')),
            ],
        ),
        migrations.CreateModel(
            name='Fact',
            fields=[
                ('id', models.UUIDField(default=parvis.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('payload', models.JSONField(default=dict)),
                ('by', models.UUIDField(null=True)),
                ('happened_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['name', 'happened_at'], name='kernel_fact_by_name'), models.Index(fields=['by', 'happened_at'], name='kernel_fact_by_person')],
            },
        ),
        migrations.CreateModel(
            name='Once',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('resident_id', models.UUIDField()),
                ('action', models.CharField(max_length=80)),
                ('key', models.UUIDField()),
                ('reference', models.CharField(blank=True, default='', max_length=200)),
                ('created_at', models.DateTimeField(db_index=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('resident_id', 'action', 'key'), name='kernel_once_per_form')],
            },
        ),
        migrations.CreateModel(
            name='SearchDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('object_id', models.UUIDField()),
                ('title', models.TextField(blank=True, default='')),
                ('body', models.TextField(blank=True, default='')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'object_id'), name='kernel_search_once')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('listener', models.CharField(max_length=120)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('dead', 'Dead')], default='waiting', max_length=8)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('run_after', models.DateTimeField(default=parvis.kernel.clock.now)),
                ('leased_until', models.DateTimeField(null=True)),
                ('last_error', models.TextField(blank=True, default='')),
                ('fact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='kernel.fact')),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'run_after', 'id'], name='kernel_delivery_due'), models.Index(fields=['state', 'leased_until'], name='kernel_delivery_leased')],
                'constraints': [models.UniqueConstraint(fields=('fact', 'listener'), name='kernel_delivery_once')],
            },
        ),
        migrations.RunPython(build, tear_down),
    ]
