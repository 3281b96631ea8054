"""What people may type about themselves, about others, and about the tree of units."""

from teams.forms.account import AccountForm, OwnPasswordForm, PhoneField, SignInForm
from teams.forms.people import CodeForm, NewPasswordForm, NewPersonForm, PersonForm
from teams.forms.posts import AssignForm, EndForm, PostForm
from teams.forms.units import NewUnitForm, TeamForm, UnitForm

__all__ = [
    "AccountForm",
    "AssignForm",
    "CodeForm",
    "EndForm",
    "NewPasswordForm",
    "NewPersonForm",
    "NewUnitForm",
    "OwnPasswordForm",
    "PersonForm",
    "PhoneField",
    "PostForm",
    "SignInForm",
    "TeamForm",
    "UnitForm",
]
