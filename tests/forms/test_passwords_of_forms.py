"""No password lies in what is stored of a form that was sent."""

from __future__ import annotations

from flask import Flask

from peoplesprocess.web.fields import PasswordField
from peoplesprocess.web.form import Form, is_password


class _Asking(Form):
    word = PasswordField("Word", missing="Write it.")


def every_form(of: type[Form] = Form) -> set[type[Form]]:
    below = {form for form in of.__subclasses__() if form.__module__.startswith("peoplesprocess.")}
    return below.union(*map(every_form, below))


def unseen(form: type[Form]) -> list[str]:
    fields = {name: getattr(form, name) for name in dir(form) if not name.startswith("_")}
    return [name for name, field in fields.items() if getattr(field, "field_class", None) is PasswordField]


def test_a_field_that_is_typed_unseen_is_known_by_its_name(app: Flask) -> None:
    names = [name for form in every_form() for name in unseen(form)]
    assert len(names) >= 9
    assert all(map(is_password, names)), names


def test_a_field_with_another_name_would_be_found() -> None:
    assert unseen(_Asking) == ["word"]
    assert not is_password("word")


def test_two_passwords_make_one_digest_and_two_names_two(app: Flask) -> None:
    def digest(**posted: str) -> str:
        with app.test_request_context(method="POST", data=posted):
            return Form().digest

    assert digest(name="Amina", password="one") == digest(name="Amina", password="two")
    assert digest(name="Amina", password="one") != digest(name="Efua", password="one")
