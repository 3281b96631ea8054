from django.db import migrations
from django.utils import timezone

from workplans.standards import load_first


def load(apps, schema_editor):
    """The first breakdowns and standard indicators, each with the first row of its history, which a migration's models do not write themselves."""
    standards = load_first(*(apps.get_model('workplans', name).objects for name in ('Breakdown', 'StandardIndicator')))
    kept = apps.get_model('workplans', 'HistoricalStandardIndicator_breakdowns').objects
    for name in ('Breakdown', 'Part', 'StandardIndicator') if standards else ():
        versions = apps.get_model('workplans', f'Historical{name}').objects
        for row in apps.get_model('workplans', name).objects.all():
            version = versions.create(**told(row), history_type='+', history_date=timezone.now())
            if name == 'StandardIndicator':
                for one in row.breakdowns.through.objects.filter(standardindicator_id=row.pk):
                    kept.create(history_id=version.pk, **told(one))


def told(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.fields}


class Migration(migrations.Migration):

    dependencies = [
        ('workplans', '0015_how_values_add_up'),
    ]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
