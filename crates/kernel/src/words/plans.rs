//! Plans of a day, and who carries on it.

words! {
    pub enum PlanState {
        /// The server looks for better rounds.
        Working = "working",
        /// It is over, or was stopped: the proposal waits for somebody.
        Ready = "ready",
        Applied = "applied",
        Undone = "undone",
        /// Another plan of the day was asked for, or it could not be made.
        Failed = "failed",
    }

    /// What a plan makes small, as people say it.
    #[derive(Default)]
    pub enum PlanAim {
        /// The shortest ways.
        #[default]
        Short = "short",
        /// As few people as can be.
        Few = "few",
        /// Everybody is out about as long.
        Fair = "fair",
        /// Who has been there before comes again.
        Familiar = "familiar",
    }

    /// What the times of a plan are computed with: it is said on the screen.
    #[derive(Default)]
    pub enum PlanWays {
        /// As the crow flies, lengthened.
        #[default]
        Straight = "straight",
        /// By the region's streets.
        Streets = "streets",
        /// By a server that the operator runs.
        Operator = "operator",
    }

    /// Why nobody brings something, from the farthest from a yes to the closest.
    pub enum LeftOutReason {
        /// Its address is on no map yet.
        NoPosition = "no_position",
        /// Its address is not good enough to bring anything.
        Draft = "draft",
        /// There is nobody that day.
        NobodyIsThere = "nobody_is_there",
        /// Whoever is there must not meet this household.
        NobodyMay = "nobody_may",
        /// Nobody can carry that much.
        TooMuch = "too_much",
        /// No street leads there.
        NoWay = "no_way",
        /// Nobody can be there in time, even with nothing else to do.
        NeverInTime = "never_in_time",
        /// Whoever could has no time left beside the rest.
        NoTimeLeft = "no_time_left",
        /// Whoever has time has no room left.
        NoRoomLeft = "no_room_left",
        /// It would cost more than it is worth.
        NotWorthIt = "not_worth_it",
    }

    /// Where somebody is done with a round.
    #[derive(Default)]
    pub enum CrewFinish {
        /// Back where they loaded.
        #[default]
        Depot = "depot",
        /// At their last stop: they go home from there.
        LastStop = "last_stop",
    }
}
