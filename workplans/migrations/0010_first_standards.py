from django.db import migrations

from workplans.standards import load_by_migration


class Migration(migrations.Migration):

    dependencies = [
        ('workplans', '0009_as_it_was_before'),
    ]

    operations = [migrations.RunPython(load_by_migration, migrations.RunPython.noop)]
