//! What is being asked about someone in the tree. The questions stand beside it, so that a change in it takes away
//! nothing that someone is writing.

use super::{
    Data,
    branch::name,
    card::Card,
    freezes::Exclude,
    reach::{self, Reach, Refusal},
    refresh,
    tree::{Place, branch},
};
use crate::{i18n::use_lang, session::use_account, ui::Dialog};
use cabas_kernel::id::{FreezeId, MembershipId, NodeId};
use cabas_messages::co_optation;
use cabas_model::members::{FreezeDecision, FreezeDetails, FreezeItem};
use leptos::prelude::*;

/// A case of a freeze.
#[derive(Clone)]
pub(super) struct Case {
    pub(super) freeze: FreezeId,
    pub(super) member: MembershipId,
    pub(super) name: String,
}

#[derive(Clone)]
pub(super) enum Asked {
    /// Who somebody is, and what can be done.
    Card(NodeId),
    /// Whether, and how deep, to freeze from somebody down.
    Freeze(NodeId),
    Exclude(Case),
}

/// The questions of the page. `Copy`.
#[derive(Clone, Copy)]
pub(super) struct Acts {
    data: Data,
    pub(super) places: Memo<Vec<Place>>,
    pub(super) me: Option<MembershipId>,
    asked: RwSignal<Option<Asked>>,
    open: RwSignal<bool>,
}

impl Acts {
    pub(super) fn new(data: Data, places: Memo<Vec<Place>>) -> Self {
        let me = use_account().membership().map(|one| one.member_id);
        Self { data, places, me, asked: RwSignal::new(None), open: RwSignal::new(false) }
    }

    pub(super) fn ask(self, asked: Asked) {
        self.asked.set(Some(asked));
        self.open.set(true);
    }

    pub(super) fn close(self) {
        self.open.set(false);
    }

    pub(super) fn done(self) {
        self.close();
        refresh(self.data);
    }

    /// How deep a freeze from somebody may go, as the tree is known now.
    pub(super) fn offered(self, root: NodeId) -> Result<Vec<Reach>, Refusal> {
        let open = self.open_freezes();
        self.places.with_untracked(|places| reach::offered(branch(places, root), self.me, &open))
    }

    /// The open freezes as they are known now.
    fn open_freezes(self) -> Vec<FreezeDetails> {
        match self.data.get_untracked() {
            Some(Ok(tree)) => tree.freezes.into_iter().filter(|freeze| freeze.open).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether another freeze stops somebody too, undecided.
    pub(super) fn is_held_elsewhere(self, case: &Case) -> bool {
        let waits = |item: &FreezeItem| item.member_id == case.member && item.decision == FreezeDecision::Pending;
        self.open_freezes().iter().any(|freeze| freeze.id != case.freeze && freeze.items.iter().any(waits))
    }

    /// The place of a node as it is known now.
    pub(super) fn place(self, id: NodeId) -> Option<Place> {
        self.places.with_untracked(|places| places.iter().find(|place| place.node.id == id).cloned())
    }
}

#[component]
pub(super) fn Asking(acts: Acts) -> impl IntoView {
    let lang = use_lang();
    let name_of = move |id| name(lang, acts.place(id).and_then(|place| place.node.display_name).as_deref());
    let title = move || match acts.asked.get() {
        Some(Asked::Card(id)) => name_of(id),
        Some(Asked::Freeze(id)) => co_optation::freeze_title(lang, &name_of(id)),
        Some(Asked::Exclude(case)) => co_optation::exclude_title(lang, &case.name),
        None => String::new(),
    };
    view! {
        <Dialog open=acts.open title>
            {move || match acts.asked.get() {
                Some(Asked::Card(id)) => acts.place(id).map(|place| view! { <Card place acts/> }.into_any()),
                Some(Asked::Freeze(id)) => {
                    acts.place(id).map(|place| view! { <super::freezes::Freeze place acts/> }.into_any())
                }
                Some(Asked::Exclude(case)) => Some(view! { <Exclude case acts/> }.into_any()),
                None => None,
            }}
        </Dialog>
    }
    .into_any()
}
