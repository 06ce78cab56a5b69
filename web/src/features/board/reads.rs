//! Which readings of the day are asked for, and whose answer counts. The ids of events are times: events of one instant
//! share one, and none says which came first, since the server's clock may be set back, and two servers have two clocks.

/// What was heard that no reading asked for since includes.
#[derive(Clone, Copy, Default)]
enum Heard {
    #[default]
    Nothing,
    /// Events of one instant, by their id.
    One(i64),
    /// Events of several instants, or perhaps some that were missed.
    More,
}

/// The readings of one board.
#[derive(Default)]
pub(super) struct Reads {
    /// Readings asked for so far.
    asked: u64,
    /// The newest of them that was answered.
    answered: u64,
    heard: Heard,
}

impl Reads {
    /// Asks for a reading, which includes all that was heard before. Gives its number.
    pub(super) fn ask(&mut self) -> u64 {
        self.heard = Heard::Nothing;
        self.asked = self.asked.saturating_add(1);
        self.asked
    }

    /// Takes the end of a reading, answered or not. Says whether it counts: not once one that was asked for later was
    /// answered. A reading that fails overtakes none, so that an answer on its way is not lost with it.
    pub(super) fn end(&mut self, number: u64, is_answered: bool) -> bool {
        let counts = self.answered <= number;
        if is_answered {
            self.answered = self.answered.max(number);
        }
        counts
    }

    /// Takes an event by its id. Says whether it asks for a reading: all do, but the one that the board shown ends with.
    pub(super) fn hear(&mut self, id: i64, known: Option<i64>) -> bool {
        if known == Some(id) {
            return false;
        }
        self.heard = match self.heard {
            Heard::Nothing => Heard::One(id),
            Heard::One(other) if other == id => Heard::One(id),
            Heard::One(_) | Heard::More => Heard::More,
        };
        true
    }

    /// Events may have been missed, or a reading that was to include them failed.
    pub(super) fn miss(&mut self) {
        self.heard = Heard::More;
    }

    /// Says whether something was heard that the board shown, which ends with the event `known`, may not include.
    pub(super) fn is_due(&self, known: Option<i64>) -> bool {
        match self.heard {
            Heard::Nothing => false,
            Heard::One(id) => known != Some(id),
            Heard::More => true,
        }
    }
}
