"""How a name and a password become a person."""

from django.contrib.auth.backends import ModelBackend

from teams.models import User


class AnyNameBackend(ModelBackend):
    """Signs in by user name, e-mail address or phone number, in the one box of the sign-in page."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        if not username or password is None:
            return None
        person = User.objects.known_as(username).first()
        if person is None:
            # As long as a wrong password takes, so that the time does not tell which names exist.
            User().set_password(password)
            return None
        return person if person.check_password(password) and self.user_can_authenticate(person) else None
