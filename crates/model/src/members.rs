//! Members of an organisation, and who vouched for whom.

use crate::rules;
pub use cabas_kernel::words::members::{FreezeDecision, MemberState, SuspensionReason};
use cabas_kernel::{
    Role, Ts,
    id::{FreezeId, InvitationId, MembershipId, NodeId, PersonId},
};
use chrono::NaiveDate;
use validator::Validate;

private! {
    pub struct MemberSummary {
        pub id: MembershipId,
        pub user_id: PersonId,
        pub email: String,
        pub display_name: String,
        pub roles: Vec<Role>,
        pub state: MemberState,
        pub joined_at: Ts,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub last_seen_at: Option<Ts>,
        /// The last day of a suspension that ends by itself, for whoever manages members.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub suspended_until: Option<NaiveDate>,
        /// Display name of whoever vouched for them: one hop.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub invited_by: Option<String>,
        /// Of the roles, for `If-Match`.
        pub etag: String,
    }

    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct SetRoles {
        #[validate(custom(function = "rules::not_empty"))]
        pub roles: Vec<Role>,
    }

    /// What a member is now. A promotion that another admin must confirm is not in force yet: it is confirmed or
    /// turned away like an arrival.
    pub struct MemberRoles {
        pub roles: Vec<Role>,
        /// For `If-Match`.
        pub etag: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub awaiting: Option<InvitationId>,
    }

    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct SuspendMember {
        /// For the admins only.
        #[validate(custom(function = "rules::reason"))]
        pub reason: String,
        /// What the organisation's settings may have told to whoever invited this member.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub reason_code: Option<SuspensionReason>,
        /// Its last day, in the organisation's time: the day after, the access is open again. Without it, somebody ends it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub until: Option<NaiveDate>,
    }

    /// Ends the suspension of a member for good.
    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct ExcludeMember {
        #[validate(custom(function = "rules::reason"))]
        pub reason: String,
    }

    /// One node of the co-optation tree. Nodes of erased people stay, without name.
    pub struct TreeNode {
        pub id: NodeId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub parent: Option<NodeId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub member_id: Option<MembershipId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub display_name: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub state: Option<MemberState>,
        pub roles: Vec<Role>,
        pub at: Ts,
    }

    pub struct CoOptationTree {
        pub nodes: Vec<TreeNode>,
        pub freezes: Vec<FreezeDetails>,
    }

    /// Stops a member and those they brought, as deep as is said, for the time of a check.
    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct CreateFreeze {
        pub root: NodeId,
        /// What happened, for the admins only.
        #[validate(custom(function = "rules::reason"))]
        pub summary: String,
        /// Generations below the root that stop too: 0 for this person alone, 1 for those whom they invited as well;
        /// the whole branch without.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub depth: Option<u8>,
    }

    pub struct FreezeDetails {
        pub id: FreezeId,
        pub root: NodeId,
        /// Generations below the root that it covers; the whole branch without.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub depth: Option<u8>,
        pub summary: String,
        pub at: Ts,
        pub review_by: NaiveDate,
        pub open: bool,
        pub items: Vec<FreezeItem>,
    }

    pub struct FreezeItem {
        pub member_id: MembershipId,
        pub display_name: String,
        pub decision: FreezeDecision,
    }

    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct DecideFreezeItem {
        pub decision: FreezeDecision,
    }
}
