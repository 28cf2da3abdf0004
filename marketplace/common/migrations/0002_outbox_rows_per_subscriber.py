import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from marketplace.common.public_ids import new_key


def address_to_subscribers(apps, schema_editor):
    """Turn each undelivered message into one for each of its subscribers, due at once; forget the delivered ones."""
    OutboxMessage = apps.get_model("common", "OutboxMessage")
    messages = OutboxMessage.objects.using(schema_editor.connection.alias)
    messages.filter(delivered_at__isnull=False).delete()
    for message in list(messages.filter(subscriber="")):
        for subscriber in settings.MESSAGE_SUBSCRIBERS.get(message.name, ()):
            messages.create(
                id=new_key(),
                created_at=message.created_at,
                name=message.name,
                payload=message.payload,
                subscriber=subscriber,
                due_at=django.utils.timezone.now(),
            )
        message.delete()


class Migration(migrations.Migration):

    dependencies = [
        ("common", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="DeactivatedUser",
            fields=[
                ("user_id", models.UUIDField(primary_key=True, serialize=False)),
                ("heard_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.AddField(
            model_name="outboxmessage",
            name="subscriber",
            field=models.CharField(default="", help_text="Name of the task that consumes it.", max_length=80),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="outboxmessage",
            name="sends",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="outboxmessage",
            name="due_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now, help_text="When it is sent again, unless consumed by then."
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="outboxmessage",
            name="consumed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="outboxmessage",
            name="failed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="outboxmessage",
            name="last_error",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.RunPython(address_to_subscribers, migrations.RunPython.noop, elidable=True),
        migrations.RemoveIndex(
            model_name="outboxmessage",
            name="undelivered_messages",
        ),
        migrations.RemoveField(
            model_name="outboxmessage",
            name="delivered_at",
        ),
        migrations.AddIndex(
            model_name="outboxmessage",
            index=models.Index(
                condition=models.Q(("consumed_at__isnull", True), ("failed_at__isnull", True)),
                fields=["due_at"],
                name="waiting_messages",
            ),
        ),
        migrations.AddIndex(
            model_name="outboxmessage",
            index=models.Index(
                condition=models.Q(("failed_at__isnull", False)), fields=["failed_at"], name="failed_messages"
            ),
        ),
    ]
