//! What an admin does about a member. The questions stand beside the lists, so that a change in them takes away nothing
//! that someone is writing.

mod brought;
mod exclude;
mod refuse;
mod reinstate;
mod roles;
mod sessions;
mod suspend;

use super::{Data, refresh};
use crate::{i18n::use_lang, ui::Dialog};
use cabas_kernel::id::InvitationId;
use cabas_messages::members;
use cabas_model::members::MemberSummary;
use leptos::prelude::*;

/// Someone, or a wider role for someone, who waits at the door.
#[derive(Clone)]
pub(super) struct Waiting {
    pub(super) invitation: InvitationId,
    pub(super) name: String,
    /// A member already, for whom a wider role is proposed.
    pub(super) is_promotion: bool,
}

#[derive(Clone)]
pub(super) enum Asked {
    Roles {
        member: MemberSummary,
        /// There are at least two admins: a wider role waits for the other one.
        is_watched: bool,
    },
    Sessions(MemberSummary),
    Suspend(MemberSummary),
    Reinstate(MemberSummary),
    Exclude(MemberSummary),
    Refuse(Waiting),
}

/// The questions of the page. `Copy`.
#[derive(Clone, Copy)]
pub(super) struct Acts {
    data: Data,
    asked: RwSignal<Option<Asked>>,
    open: RwSignal<bool>,
}

impl Acts {
    pub(super) fn new(data: Data) -> Self {
        Self { data, asked: RwSignal::new(None), open: RwSignal::new(false) }
    }

    pub(super) fn ask(self, asked: Asked) {
        self.asked.set(Some(asked));
        self.open.set(true);
    }

    fn close(self) {
        self.open.set(false);
    }

    fn done(self) {
        self.close();
        refresh(self.data);
    }
}

#[component]
pub(super) fn Asking(acts: Acts) -> impl IntoView {
    let lang = use_lang();
    let title = move || {
        acts.asked.with(|asked| match asked {
            Some(Asked::Roles { member, .. }) => members::roles_title(lang, &member.display_name),
            Some(Asked::Sessions(member)) => members::sessions_title(lang, &member.display_name),
            Some(Asked::Suspend(member)) => members::suspend_title(lang, &member.display_name),
            Some(Asked::Reinstate(member)) => members::reinstate_title(lang, &member.display_name),
            Some(Asked::Exclude(member)) => members::exclude_title(lang, &member.display_name),
            Some(Asked::Refuse(one)) if one.is_promotion => members::refuse_promotion_title(lang, &one.name),
            Some(Asked::Refuse(one)) => members::refuse_title(lang, &one.name),
            None => String::new(),
        })
    };
    view! {
        <Dialog open=acts.open title>
            {move || match acts.asked.get() {
                Some(Asked::Roles { member, is_watched }) => view! { <roles::ChangeRoles member is_watched acts/> }.into_any(),
                Some(Asked::Sessions(member)) => view! { <sessions::Sessions member/> }.into_any(),
                Some(Asked::Suspend(member)) => view! { <suspend::Suspend member acts/> }.into_any(),
                Some(Asked::Reinstate(member)) => view! { <reinstate::Reinstate member acts/> }.into_any(),
                Some(Asked::Exclude(member)) => view! { <exclude::Exclude member acts/> }.into_any(),
                Some(Asked::Refuse(waiting)) => view! { <refuse::Refuse waiting acts/> }.into_any(),
                None => ().into_any(),
            }}
        </Dialog>
    }
    .into_any()
}
