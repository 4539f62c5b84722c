from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("planning", "0008_fill_spam_since")]

    operations = [
        migrations.AddConstraint(
            model_name="participationentry",
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('spam_since__isnull', False), ('status', 'spam')), models.Q(models.Q(('status', 'spam'), _negated=True), ('spam_since', None)), _connector='OR'), name='participation_spam_has_its_day'),
        ),
    ]
