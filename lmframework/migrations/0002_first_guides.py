from django.db import migrations
from django.utils import timezone

from lmframework.guides import load_first


def load(apps, schema_editor):
    """The first guides, and the first row of the history of each, which a migration's models do not write themselves."""
    versions = apps.get_model("lmframework", "HistoricalGuide").objects
    for guide in load_first(apps.get_model("lmframework", "Guide").objects):
        fields = {field.attname: getattr(guide, field.attname) for field in guide._meta.fields}
        versions.create(**fields, history_type="+", history_date=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("lmframework", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
