from django.db import migrations
from django.utils import timezone

from workplans.structures import load_first


def load(apps, schema_editor):
    """The first structures, and the first row of the history of each, which a migration's models do not write themselves."""
    versions = apps.get_model("workplans", "HistoricalStructure").objects
    for row in load_first(apps.get_model("workplans", "Structure").objects):
        fields = {field.attname: getattr(row, field.attname) for field in row._meta.fields}
        versions.create(**fields, history_type="+", history_date=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("workplans", "0004_organise")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
