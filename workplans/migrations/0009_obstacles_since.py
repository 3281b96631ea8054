from django.db import migrations


def since_they_were_written_down(apps, schema_editor):
    """Obstacles that were there before are in the way since the day on which their history begins."""
    history = apps.get_model("workplans", "HistoricalObstacle").objects
    for obstacle in apps.get_model("workplans", "Obstacle").objects.all():
        first = history.filter(id=obstacle.pk).order_by("history_date").first()
        if first:
            obstacle.since = first.history_date.date()
            obstacle.save(update_fields=["since"])


class Migration(migrations.Migration):

    dependencies = [
        ('workplans', '0008_implement'),
    ]

    operations = [
        migrations.RunPython(since_they_were_written_down, migrations.RunPython.noop),
    ]
