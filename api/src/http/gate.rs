//! Who may call an operation: one constant per handler file, which authorises the request and stands in the
//! OpenAPI document as `x-authz`.

use cabas_kernel::{Permission, Role};
use cabas_model::api_clients::Scope;
use serde_json::{Value, json};

/// Who is let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody. The list of public operations only shrinks.
    Public,
    /// Anybody signed in, for what is their own, in whatever organisation.
    SignedIn,
    /// Any living program, for what is its own.
    Program,
    /// An active member of the organisation in the path who holds the permission.
    Member(Permission),
    /// The same, or a program of that organisation with the scope.
    MemberOrProgram(Permission, Scope),
}

/// What personal data of households an operation can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pii {
    None,
    /// Only what the disclosure stages open.
    Masked,
    Full,
    /// All of one record, opened by itself: what the budget of AZ-8 counts.
    Record,
}

/// Whether an act asks for a fresh proof of who one is (AU-10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepUp {
    Never,
    /// When it gives a privileged role: the handler asks, by `Cx::proved`.
    Privileged,
    Always,
}

/// The gate of one operation.
pub trait Gate: 'static {
    const ACCESS: Access;
    const PII: Pii;
    const STEP_UP: StepUp;

    /// As the document says it.
    fn authz() -> Value {
        let (roles, relation) = match Self::ACCESS {
            Access::Public => (Vec::new(), "public"),
            Access::SignedIn => (Role::ALL.to_vec(), "own"),
            Access::Program => (Vec::new(), "own"),
            Access::Member(p) | Access::MemberOrProgram(p, _) => {
                let roles: Vec<Role> = Role::ALL.into_iter().filter(|r| r.holds(p)).collect();
                (roles, "org")
            }
        };
        let pii = match Self::PII {
            Pii::None => "none",
            Pii::Masked => "masked",
            Pii::Full | Pii::Record => "full",
        };
        let scope = match Self::ACCESS {
            Access::MemberOrProgram(_, scope) => Some(scope),
            _ => None,
        };
        json!({
            "roles": roles, "relation": relation, "pii": pii, "scope": scope,
            "step_up": Self::STEP_UP != StepUp::Never, "budget": Self::PII == Pii::Record
        })
    }
}

/// Declares the gate of a handler file: `gate!(public)`, `gate!(signed_in, pii: masked)`,
/// `gate!(member PlanDeliveries)`, `gate!(member ImportSheets, pii: full)`, `gate!(member ReadRecipients, pii: record)`,
/// `gate!(member ManageMembers, step_up)`,
/// `gate!(member ManageMembers, step_up: privileged)`, `gate!(program Import, Imports)`,
/// `gate!(program)`.
macro_rules! gate {
    (public) => { gate!(@ $crate::http::Access::Public, None); };
    (signed_in) => { gate!(@ $crate::http::Access::SignedIn, None); };
    (signed_in, pii: masked) => { gate!(@ $crate::http::Access::SignedIn, Masked); };
    (program) => { gate!(@ $crate::http::Access::Program, None); };
    (member $permission:ident) => { gate!(@ $crate::http::Access::Member(cabas_kernel::Permission::$permission), None); };
    (member $permission:ident, step_up) => { gate!(@ $crate::http::Access::Member(cabas_kernel::Permission::$permission), None, Always); };
    (member $permission:ident, step_up: privileged) => { gate!(@ $crate::http::Access::Member(cabas_kernel::Permission::$permission), None, Privileged); };
    (member $permission:ident, pii: full) => { gate!(@ $crate::http::Access::Member(cabas_kernel::Permission::$permission), Full); };
    (member $permission:ident, pii: record) => { gate!(@ $crate::http::Access::Member(cabas_kernel::Permission::$permission), Record); };
    (program $permission:ident, $scope:ident) => {
        gate!(@ $crate::http::Access::MemberOrProgram(cabas_kernel::Permission::$permission, cabas_model::api_clients::Scope::$scope), Full);
    };
    (@ $access:expr, $pii:ident) => { gate!(@ $access, $pii, Never); };
    (@ $access:expr, $pii:ident, $step_up:ident) => {
        /// Who may call this, and what it can show.
        pub(super) struct Gate;
        impl $crate::http::Gate for Gate {
            const ACCESS: $crate::http::Access = $access;
            const PII: $crate::http::Pii = $crate::http::Pii::$pii;
            const STEP_UP: $crate::http::StepUp = $crate::http::StepUp::$step_up;
        }
    };
}
pub(crate) use gate;
