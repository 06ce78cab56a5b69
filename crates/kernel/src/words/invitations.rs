//! Invitations.

words! {
    pub enum InvitationState {
        Sent = "sent",
        Accepted = "accepted",
        Expired = "expired",
        Revoked = "revoked",
        /// The inviter lost the right to invite: another admin decides.
        OnHold = "on_hold",
        /// Its mail could not be handed over: nobody has the link.
        Bounced = "bounced",
        /// Accepted; another admin must confirm the role.
        AwaitingConfirmation = "awaiting_confirmation",
    }
}
