from django.db import migrations


def as_their_targets_say(apps, schema_editor):
    """Of indicators that are there: a ratio is averaged; a year that is its last quarter's, or a %, is the last value."""
    indicators = apps.get_model('workplans', 'Indicator').objects
    indicators.exclude(numerator='').update(adds_up='average')
    targets = {}
    rows = apps.get_model('workplans', 'Target').objects.order_by('quarter__number')
    for indicator, value in rows.values_list('indicator', 'value'):
        targets.setdefault(indicator, []).append(value)
    for key, unit, year in list(indicators.filter(numerator='').values_list('pk', 'unit', 'target')):
        quarters = targets.get(key, [])
        kept = bool(quarters) and year == quarters[-1] and year != sum(quarters)
        if kept or '%' in unit:
            indicators.filter(pk=key).update(adds_up='last')


class Migration(migrations.Migration):

    dependencies = [
        ('workplans', '0014_monitor'),
    ]

    operations = [migrations.RunPython(as_their_targets_say, migrations.RunPython.noop)]
