from django.db import migrations
from django.utils import timezone

from workplans.structures import STRUCTURES


def load(apps, schema_editor):
    """The first structures, and the first row of the history of each, which a migration's models do not write themselves."""
    rows, versions = (apps.get_model("workplans", name).objects for name in ("Structure", "HistoricalStructure"))
    for order, (name, question) in enumerate(STRUCTURES, start=1):
        row = rows.create(name=name, question=question, order=order)
        fields = {field.attname: getattr(row, field.attname) for field in row._meta.fields}
        versions.create(**fields, history_type="+", history_date=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("workplans", "0004_organise")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
