from django.db import migrations
from django.utils import timezone

from assessments.statements import load_first


def load(apps, schema_editor):
    """The first statements with their history, which a migration's models do not write themselves."""
    versions = {name: apps.get_model("assessments", f"Historical{name}").objects for name in ("Statement", "Wording")}
    for statement in load_first(apps.get_model("assessments", "Statement").objects):
        for name, row in [("Statement", statement), *(("Wording", one) for one in statement.wordings.all())]:
            fields = {field.attname: getattr(row, field.attname) for field in row._meta.fields}
            versions[name].create(**fields, history_type="+", history_date=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
