from django.db import migrations


def since_they_were_written_down(apps, schema_editor):
    """Obstacles that were there before are in the way since the day on which their history begins."""
    history = apps.get_model('workplans', 'HistoricalObstacle').objects
    for obstacle in apps.get_model('workplans', 'Obstacle').objects.all():
        first = history.filter(id=obstacle.pk).order_by('history_date').first()
        if first:
            obstacle.since = first.history_date.date()
            obstacle.save(update_fields=['since'])


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
        ('workplans', '0008_implement_and_monitor'),
    ]

    operations = [
        migrations.RunPython(since_they_were_written_down, migrations.RunPython.noop),
        migrations.RunPython(as_their_targets_say, migrations.RunPython.noop),
    ]
