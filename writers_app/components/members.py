"""The dialog of who shares a project. Used by pages.project."""

import reflex as rx

from writers_app.components.controls import button, choice, field, text_input
from writers_app.components.frame import dialog
from writers_app.components.words import quote, say, t
from writers_app.state.members import Member, MembersState
from writers_app.state.project import ProjectState


def members_dialog() -> rx.Component:
    return dialog(
        rx.el.ul(rx.foreach(MembersState.members, _member), role="list", class_name="member-list"),
        rx.cond(
            ProjectState.role == "owner",
            _add(),
            rx.el.p(t("The owner of the project decides who shares it."), class_name="text-soft"),
        ),
        label=t("Who shares this project"),
        is_open=MembersState.listed,
        on_close=MembersState.close_list,
        class_name="wide",
    )


def _member(member: rx.Var[Member]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(member.name, dir="auto"),
            rx.el.span(member.email, class_name="text-faint", dir="ltr"),
            class_name="member-name",
        ),
        rx.cond(
            (ProjectState.role == "owner") & (member.role != "owner"),
            rx.el.select(
                rx.el.option(t("Editor"), value="editor"),
                rx.el.option(t("Reader"), value="reader"),
                value=member.role,
                on_change=lambda role: MembersState.change_role(member.id, role),
                aria_label=t("Role of %(name)s", name=quote(member.name)),
                class_name="input",
            ),
            rx.el.span(_role(member.role), class_name="badge"),
        ),
        rx.cond(
            (member.role != "owner") & ((ProjectState.role == "owner") | (member.id == ProjectState.user)),
            button(
                rx.cond(member.id == ProjectState.user, t("Leave"), t("Remove")),
                tone="quiet",
                on_click=MembersState.remove_member(member.id),
                aria_label=rx.cond(
                    member.id == ProjectState.user,
                    t("Leave this project"),
                    t("Remove %(name)s", name=quote(member.name)),
                ),
            ),
        ),
        class_name="member",
    )


def _role(role: rx.Var[str]) -> rx.Var[str]:
    return rx.match(role, ("owner", t("Owner")), ("editor", t("Editor")), t("Reader"))


def _add() -> rx.Component:
    return rx.el.form(
        field(
            t("E-mail of somebody with an account here"),
            text_input("member-email", name="email", type="email", dir="ltr", required=True, auto_complete="off"),
            field_id="member-email",
        ),
        field(
            t("May"),
            choice("member-role", [(t("write"), "editor"), (t("read"), "reader")], name="role"),
            field_id="member-role",
        ),
        button(t("Add"), tone="primary", type="submit"),
        rx.cond(
            MembersState.error != "",
            rx.el.p(say(MembersState.error, MembersState.error_values), class_name="field-error", role="alert"),
        ),
        on_submit=MembersState.add_member,
        no_validate=True,
        class_name="member-add",
    )
