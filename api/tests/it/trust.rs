//! Co-optation: how deep a freeze goes, and what whoever invited somebody learns.

use crate::support::{code, freeze_of, suspension};
use cabas_kernel::{
    Role,
    id::OrganisationId,
    words::members::{FreezeDecision, MemberState},
};
use cabas_model::{
    PageQuery,
    audit::AuditQuery,
    invitations::{AcceptInvitation, CreateInvitation},
    members::{CreateFreeze, DecideFreezeItem, SuspendMember, SuspensionReason},
    organisations::{InviterTold, PatchOrganisation},
};
use cabas_testkit::{Member, Organisation, TestApp};

/// Maud, who brought Lin, who brought Karim.
pub(crate) struct Branch {
    pub(crate) app: TestApp,
    pub(crate) org: Organisation,
    pub(crate) maud: Member,
    pub(crate) lin: Member,
    pub(crate) karim: Member,
}

impl Branch {
    pub(crate) async fn new() -> Self {
        let app = TestApp::start().await;
        let org = app.organisation("Les Halles").await;
        let maud = app.member(org.id, "maud@exemple.fr", &[Role::Dispatcher], Some(org.admin.node)).await;
        let lin = app.member(org.id, "lin@exemple.fr", &[Role::Dispatcher], Some(maud.node)).await;
        let karim = app.member(org.id, "karim@exemple.fr", &[Role::Volunteer], Some(lin.node)).await;
        Self { app, org, maud, lin, karim }
    }

    /// States of the three, as an admin reads them.
    pub(crate) async fn states(&self) -> [MemberState; 3] {
        let admin = self.app.again(&self.org.admin).await;
        let members = admin.list_members(self.org.id, &PageQuery::default()).await.unwrap().items;
        [&self.maud, &self.lin, &self.karim].map(|one| members.iter().find(|m| m.id == one.id).unwrap().state)
    }
}

fn freeze(root: &Member, depth: Option<u8>) -> CreateFreeze {
    CreateFreeze { depth, ..freeze_of(root.node) }
}

#[tokio::test]
async fn a_freeze_stops_as_many_generations_as_is_said() {
    use MemberState::{Active, Frozen};
    for (depth, states) in [
        (Some(0), [Frozen, Active, Active]),
        (Some(1), [Frozen, Frozen, Active]),
        (Some(9), [Frozen, Frozen, Frozen]),
        (None, [Frozen, Frozen, Frozen]),
    ] {
        let branch = Branch::new().await;
        let admin = &branch.org.admin.client;
        let made = admin.create_freeze(branch.org.id, &freeze(&branch.maud, depth)).await.unwrap();
        assert_eq!(branch.states().await, states, "{depth:?}");
        assert_eq!((made.depth, made.items.len()), (depth, states.iter().filter(|s| **s == Frozen).count()));
        let tree = admin.read_co_optation(branch.org.id).await.unwrap();
        assert_eq!(tree.freezes[0].depth, depth, "the tree says how deep");
        // Whoever is below it goes on as before.
        assert_eq!(branch.karim.client.read_me().await.is_ok(), states[2] == Active, "{depth:?}");
    }
}

#[tokio::test]
async fn a_freeze_of_one_person_may_be_followed_by_one_that_goes_deeper() {
    let branch = Branch::new().await;
    let (org, admin) = (branch.org.id, &branch.org.admin.client);
    let alone = admin.create_freeze(org, &freeze(&branch.maud, Some(0))).await.unwrap();
    assert_eq!(code(admin.create_freeze(org, &freeze(&branch.maud, Some(0))).await), "freeze_open");
    let wider = admin.create_freeze(org, &freeze(&branch.maud, None)).await.unwrap();
    assert_eq!(branch.states().await, [MemberState::Frozen; 3]);
    // Maud has a case in both: a freeze covers its branch as it is, whoever is stopped already.
    assert_eq!((alone.items.len(), wider.items.len()), (1, 3));
    for depth in [None, Some(0), Some(1)] {
        assert_eq!(code(admin.create_freeze(org, &freeze(&branch.maud, depth)).await), "freeze_open", "{depth:?}");
    }
    let cleared = DecideFreezeItem { decision: FreezeDecision::Cleared };
    let over = admin.decide_freeze_item(org, alone.id, branch.maud.id, &cleared).await.unwrap();
    assert!(!over.open, "the one case of the first freeze");
    assert_eq!(branch.states().await, [MemberState::Frozen; 3], "the second one still stops her");
    admin.decide_freeze_item(org, wider.id, branch.maud.id, &cleared).await.unwrap();
    assert_eq!(branch.states().await, [MemberState::Active, MemberState::Frozen, MemberState::Frozen]);
}

#[tokio::test]
async fn whoever_is_not_cleared_in_one_freeze_is_decided_in_all() {
    let branch = Branch::new().await;
    let (org, admin) = (branch.org.id, &branch.org.admin.client);
    let wide = admin.create_freeze(org, &freeze(&branch.maud, Some(1))).await.unwrap();
    // It begins further down and goes deeper: neither holds the other.
    let low = admin.create_freeze(org, &freeze(&branch.lin, None)).await.unwrap();
    let excluded = DecideFreezeItem { decision: FreezeDecision::Excluded };
    let left = admin.decide_freeze_item(org, wide.id, branch.lin.id, &excluded).await.unwrap();
    assert!(left.open, "Maud's case is still open");
    let tree = admin.read_co_optation(org).await.unwrap();
    let of_lin = |freeze: &cabas_model::members::FreezeDetails| {
        freeze.items.iter().find(|i| i.member_id == branch.lin.id).map(|i| i.decision)
    };
    let below = tree.freezes.iter().find(|f| f.id == low.id).unwrap();
    assert_eq!((of_lin(below), below.open), (Some(FreezeDecision::Excluded), true), "Karim's case is still open");
    assert_eq!(code(admin.decide_freeze_item(org, low.id, branch.lin.id, &excluded).await), "member_state");
    branch.app.mail("lin@exemple.fr", 2).await;
    assert_eq!(branch.app.mails("lin@exemple.fr").len(), 2, "stopped once, excluded once");
}

#[tokio::test]
async fn whoever_stands_below_somebody_may_freeze_them_alone() {
    let branch = Branch::new().await;
    let org = branch.org.id;
    let below = branch.app.member(org, "second@exemple.fr", &[Role::Admin], Some(branch.maud.node)).await;
    let refused = below.client.create_freeze(org, &freeze(&branch.maud, Some(1))).await;
    assert_eq!(code(refused), "not_yourself");
    below.client.create_freeze(org, &freeze(&branch.maud, Some(0))).await.unwrap();
    assert_eq!(branch.states().await, [MemberState::Frozen, MemberState::Active, MemberState::Active]);
}

/// Somebody whom a member invited, who waits at the door.
async fn arrival(app: &TestApp, org: OrganisationId, by: &Member) -> cabas_kernel::id::InvitationId {
    let ask = CreateInvitation { email: "ines@exemple.fr".into(), roles: vec![Role::Volunteer], note: None };
    let made = by.client.create_invitation(org, &ask).await.unwrap();
    let token = app.mail("ines@exemple.fr", 1).await.token();
    let accept = AcceptInvitation { token, display_name: "Inès".into(), password: None };
    app.anonymous().accept_invitation(&accept).await.unwrap();
    made.id
}

#[tokio::test]
async fn an_arrival_waits_for_the_end_of_a_freeze_that_reaches_it_and_of_no_other() {
    for (depth, confirmed) in [(Some(0), true), (Some(1), false), (None, false)] {
        let branch = Branch::new().await;
        let (org, admin) = (branch.org.id, &branch.org.admin.client);
        let everyone = PatchOrganisation { confirm_everyone: Some(true), ..PatchOrganisation::default() };
        admin.patch_organisation(org, "*", &everyone).await.unwrap();
        let ines = arrival(&branch.app, org, &branch.maud).await;
        admin.create_freeze(org, &freeze(&branch.maud, depth)).await.unwrap();
        let answer = admin.confirm_invitation(org, ines).await;
        assert_eq!(answer.is_ok(), confirmed, "{depth:?}: {answer:?}");
    }
}

impl Branch {
    async fn tells_inviters(&self, told: InviterTold) {
        let ask = PatchOrganisation { inviter_told: Some(told), ..PatchOrganisation::default() };
        let saved = self.org.admin.client.patch_organisation(self.org.id, "*", &ask).await.unwrap();
        assert_eq!(saved.body.inviter_told, told);
    }
}

#[tokio::test]
async fn an_inviter_learns_of_a_suspension_as_much_as_the_settings_say() {
    let branch = Branch::new().await;
    let read = branch.org.admin.client.read_organisation(branch.org.id).await.unwrap();
    assert_eq!(read.body.inviter_told, InviterTold::Fact, "the fact, unless an organisation chose otherwise");
    for (told, mails, reason) in
        [(InviterTold::Nothing, 0, false), (InviterTold::Fact, 1, false), (InviterTold::FactAndReason, 1, true)]
    {
        let branch = Branch::new().await;
        branch.tells_inviters(told).await;
        let ask = SuspendMember { reason_code: Some(SuspensionReason::Charter), ..suspension("Une clé perdue") };
        branch.org.admin.client.suspend_member(branch.org.id, branch.karim.id, &ask).await.unwrap();
        // Their own mail leaves after the inviter's: once it is there, the other one would be.
        let own = branch.app.mail(&branch.karim.email, 1).await;
        assert!(!own.text.contains("clé") && !own.text.contains("Charte"), "{}", own.text);
        let heard = branch.app.mails(&branch.lin.email);
        assert_eq!(heard.len(), mails, "{told}");
        for mail in heard {
            assert!(mail.text.contains("karim") && !mail.text.contains("clé"), "never the details: {}", mail.text);
            assert_eq!(mail.text.contains("Charte non respectée"), reason, "{told}: {}", mail.text);
        }
        let log = branch.org.admin.client.list_audit(branch.org.id, &AuditQuery::default()).await.unwrap().items;
        let line = log.iter().find(|entry| entry.action == "member.suspended").unwrap();
        assert!(line.detail.as_ref().unwrap().contains("charter"), "{:?}", line.detail);
    }
}

#[tokio::test]
async fn where_inviters_learn_nothing_they_do_not_learn_of_a_freeze_either() {
    let branch = Branch::new().await;
    branch.tells_inviters(InviterTold::Nothing).await;
    branch.org.admin.client.create_freeze(branch.org.id, &freeze(&branch.karim, Some(0))).await.unwrap();
    branch.app.mail(&branch.karim.email, 1).await;
    // What is asked for later is sent later.
    let sentinel = cabas_model::sessions::CreateSessionLink { email: branch.lin.email.clone() };
    branch.app.anonymous().create_session_link(&sentinel).await.unwrap();
    assert!(branch.app.mail(&branch.lin.email, 1).await.text.contains("/sign-in#token="));
}
