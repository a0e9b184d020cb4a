"""SQLModel tables, one noun per file. Importing this package registers them all."""

from writers_app.models.documents import Document, DocumentKind
from writers_app.models.files import File, FilePurpose
from writers_app.models.manuscripts import ManuscriptSnapshot, ManuscriptUpdate, ManuscriptWriter, Projection
from writers_app.models.measurements import Measurement
from writers_app.models.members import Membership, Role
from writers_app.models.notifications import Notification
from writers_app.models.phones import Phone
from writers_app.models.presets import Preset
from writers_app.models.projects import Project
from writers_app.models.purchases import PaymentEvent, Purchase, PurchaseState
from writers_app.models.revisions import Revision, RevisionCause
from writers_app.models.schedules import Every, Schedule
from writers_app.models.sessions import PasswordReset, SignIn
from writers_app.models.tasks import Task, TaskEvent, TaskState
from writers_app.models.users import User
from writers_app.models.webhooks import MessageState, WebhookAttempt, WebhookEndpoint, WebhookMessage

__all__ = [
    "Document",
    "DocumentKind",
    "Every",
    "File",
    "FilePurpose",
    "ManuscriptSnapshot",
    "ManuscriptUpdate",
    "ManuscriptWriter",
    "Measurement",
    "Membership",
    "MessageState",
    "Notification",
    "PasswordReset",
    "PaymentEvent",
    "Phone",
    "Preset",
    "Project",
    "Projection",
    "Purchase",
    "PurchaseState",
    "Revision",
    "RevisionCause",
    "Role",
    "Schedule",
    "SignIn",
    "Task",
    "TaskEvent",
    "TaskState",
    "User",
    "WebhookAttempt",
    "WebhookEndpoint",
    "WebhookMessage",
]
