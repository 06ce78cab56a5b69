//! Deliveries: made, planned, given to somebody, brought to an end; and a dispatcher's acts on their stops.

pub(crate) mod acts;

use crate::http::refusals;
use cabas_domain::deliveries::{
    AssignError, CancelError, CloseError, ReopenError, RescheduleError, RestoreError, StartError, UnassignError,
};

refusals!(AssignError, UnassignError, CancelError, CloseError, RestoreError, StartError, ReopenError, RescheduleError);
