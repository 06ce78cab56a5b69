//! Which address somebody meant: streets that share words with what was written, weighed word by word.

use super::{
    ask::Ask,
    house,
    index::{Index, Lists, Words},
    slips::Near,
    words::{Word, alike, is_join, is_kind, readings, slips, words},
};
use crate::{
    number::{ix, natural},
    place::Point,
};
pub use cabas_kernel::words::address::{PlaceDoubt as Doubt, PlaceLevel as Level};
use fst::{IntoStreamer, Streamer};
use rayon::prelude::*;
use std::collections::HashMap;

/// An address that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub place: Point,
    pub level: Level,
    /// How sure it is that this is what was meant: 0 to 1; from [`Found::SURE`] nobody need look.
    pub sure: f32,
    pub doubts: Vec<Doubt>,
    /// The number in the street, as the street has it: "12bis".
    pub number: Option<String>,
    pub street: Option<String>,
    pub postcode: String,
    pub town: String,
    /// The country's code for the town (INSEE); empty where none is known.
    pub code: String,
}

impl Found {
    /// From here on an answer is taken without a person's look: measured on addresses with slips of the pen.
    pub const SURE: f32 = 0.75;

    /// The same in whole hundredths.
    pub fn percent(sure: f32) -> u8 {
        u8::try_from(natural(f64::from(sure.clamp(0.0, 1.0)) * 100.0)).unwrap_or(100)
    }
}

/// The answer to an address.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    /// What it may be, the likeliest first.
    pub found: Vec<Found>,
    /// What matters at the door only: "bat c esc 2".
    pub complement: Option<String>,
}

/// How many streets are weighed.
const WEIGHED: usize = 48;
/// A word in so many names tells nothing by itself.
const COMMON: usize = 4_000;
/// What is less alike is something else.
const LEAST: f32 = 0.4;

/// A town that may be meant, and the words that say so.
#[derive(Debug, Clone, Copy)]
struct Guess {
    town: u32,
    from: usize,
    to: usize,
    like: f32,
}

impl Guess {
    /// Whether two guesses are of the same words.
    const fn meets(self, other: Self) -> bool {
        self.from < other.to && other.from < self.to
    }
}

/// One question to an index.
struct Question<'a> {
    lists: &'a Lists<'a>,
    ask: &'a Ask,
    /// The words of the ask, with what they may stand for.
    words: Vec<Word>,
    /// Somebody is still writing: the last word may go on.
    begins: bool,
    guesses: Vec<Guess>,
    by_postcode: Vec<u32>,
}

/// A street and how well it fits.
#[derive(Debug, Clone)]
struct Fit {
    street: u32,
    sure: f32,
    doubts: Vec<Doubt>,
}

impl Index {
    /// Finds an address; at most `most` that it may be.
    pub fn find(&self, text: &str, most: usize) -> Answer {
        self.answer(text, most, false)
    }

    /// Finds many, on all cores.
    pub fn find_all<T: AsRef<str> + Sync>(&self, texts: &[T]) -> Vec<Answer> {
        texts.par_iter().map(|text| self.find(text.as_ref(), 3)).collect()
    }

    /// What somebody may be about to write.
    pub fn complete(&self, text: &str, most: usize) -> Answer {
        self.answer(text, most, true)
    }

    fn answer(&self, text: &str, most: usize, begins: bool) -> Answer {
        let ask = Ask::read(text);
        let complement = ask.complement.clone();
        let Ok(lists) = self.lists() else { return Answer { found: Vec::new(), complement } };
        let found = match &ask.corner {
            Some(_) => corner(&lists, &ask),
            None => found(&lists, &ask, begins, most),
        };
        Answer { found, complement }
    }
}

fn found(lists: &Lists, ask: &Ask, begins: bool, most: usize) -> Vec<Found> {
    let question = Question::of(lists, ask, begins);
    let fits = question.fits();
    let mut found: Vec<Found> = fits.into_iter().map(|fit| question.place(fit)).collect();
    found.sort_by(|a, b| b.sure.total_cmp(&a.sure).then(a.level.cmp(&b.level)));
    if !begins {
        say_if_several(&mut found);
    }
    if found.first().is_none_or(|first| first.sure < 0.5) {
        found.extend(question.town());
        found.sort_by(|a, b| b.sure.total_cmp(&a.sure));
    }
    found.truncate(most);
    found
}

/// Two answers as good as each other, in two places: neither is sure.
fn say_if_several(found: &mut [Found]) {
    let Some((first, others)) = found.split_first_mut() else { return };
    let alike = |other: &&Found| other.sure >= first.sure * 0.97 && other.place.metres_to(first.place) > 250.0;
    let several = others.iter().filter(alike).count();
    if several > 0 {
        first.sure *= 0.6;
        first.doubts.push(Doubt::SeveralAlike);
        let least = first.sure;
        for other in others.iter_mut().filter(|other| other.sure > least) {
            other.sure = least;
            other.doubts.push(Doubt::SeveralAlike);
        }
    }
}

impl<'a> Question<'a> {
    fn of(lists: &'a Lists<'a>, ask: &'a Ask, begins: bool) -> Self {
        let words = ask.words.iter().map(|word| Word::of(word)).collect();
        let mut question = Self { lists, ask, words, begins, guesses: Vec::new(), by_postcode: Vec::new() };
        if let Some(postcode) = &ask.postcode {
            let number = lists.postcodes.map.get(postcode);
            question.by_postcode = number.map(|number| lists.postcodes.of(number).to_vec()).unwrap_or_default();
        }
        question.guesses = question.towns();
        question
    }

    /// The streets that fit best: first those that share words as they were written; when none is sure, those whose words
    /// are a few slips of the pen away, too.
    fn fits(&self) -> Vec<Fit> {
        let exact = self.weigh(&self.candidates(false));
        if exact.first().is_some_and(|first| first.sure > 0.93) {
            return exact;
        }
        self.weigh(&self.candidates(true))
    }

    fn weigh(&self, candidates: &[u32]) -> Vec<Fit> {
        let mut fits: Vec<Fit> = candidates.iter().filter_map(|street| self.fit(*street)).collect();
        fits.sort_by(|a, b| b.sure.total_cmp(&a.sure).then(a.street.cmp(&b.street)));
        let best = fits.first().map_or(0.0, |first| first.sure);
        fits.retain(|fit| fit.sure >= best * 0.6);
        fits.truncate(12);
        fits
    }

    /// Towns whose name is among the words.
    fn towns(&self) -> Vec<Guess> {
        let words = &self.ask.words;
        let mut guesses: Vec<Guess> = Vec::new();
        for (at, word) in words.iter().enumerate() {
            if is_join(word) {
                continue;
            }
            for town in self.in_dictionary(&self.lists.town_words, at, true).into_iter().take(64) {
                let Some(guess) = self.guess(town.0, at) else { continue };
                // A quarter's name and its town's may both be there.
                match guesses.iter_mut().find(|known| known.town == guess.town && known.meets(guess)) {
                    Some(known) if known.like < guess.like => *known = guess,
                    Some(_) => {}
                    None => guesses.push(guess),
                }
            }
        }
        // At the end is where towns stand.
        let order = |guess: &Guess| guess.like + if guess.to == words.len() { 0.05 } else { 0.0 };
        guesses.sort_by(|a, b| order(b).total_cmp(&order(a)));
        guesses.truncate(8);
        guesses
    }

    /// How well a town's name fits the words around one of them.
    fn guess(&self, town: u32, at: usize) -> Option<Guess> {
        let words_asked: Vec<&Word> = self.words.iter().collect();
        let mut best: Option<Guess> = None;
        for name in self.lists.town_names(town) {
            let name = Word::all(name);
            for from in at.saturating_sub(name.len())..=at {
                for to in (at + 1).max(from + 1)..=(from + name.len() + 1).min(words_asked.len()) {
                    let Some(run) = words_asked.get(from..to) else { continue };
                    let like = likeness(run, &name, self.begins && to == words_asked.len());
                    if like >= 0.75 && best.is_none_or(|best| like > best.like) {
                        best = Some(Guess { town, from, to, like });
                    }
                }
            }
        }
        best
    }

    /// What a word is found in, and how alike the word found is.
    fn in_dictionary(&self, dictionary: &Words, at: usize, slips_too: bool) -> Vec<(u32, f32)> {
        let Some(word) = self.ask.words.get(at) else { return Vec::new() };
        let mut found: HashMap<u32, f32> = HashMap::new();
        let mut add = |number: u64, like: f32| {
            let list = dictionary.of(number);
            if list.len() > COMMON {
                return;
            }
            for of in list {
                let known = found.entry(*of).or_insert(0.0);
                *known = known.max(like);
            }
        };
        let joined = self.ask.words.get(at + 1).map(|next| [word.as_str(), next].concat());
        for reading in readings(word).iter().chain(joined.as_ref()) {
            if let Some(number) = dictionary.map.get(reading) {
                add(number, 1.0);
            }
        }
        let last = self.begins && at + 1 == self.ask.words.len();
        let digits = word.bytes().any(|byte| byte.is_ascii_digit());
        if last || slips_too && !digits && slips(word.chars().count()) > 0 {
            let mut stream = dictionary.map.search(Near::of(word, last)).into_stream();
            let mut seen = 0;
            while let Some((_, number)) = stream.next() {
                add(number, 0.8);
                seen += 1;
                if seen > 400 {
                    break;
                }
            }
        }
        let mut found: Vec<(u32, f32)> = found.into_iter().collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found
    }

    /// Streets that share words with what was written, the most telling first.
    fn candidates(&self, slips_too: bool) -> Vec<u32> {
        let mut score: HashMap<u32, f32> = HashMap::new();
        for (at, Word { text: word, weight: heavy, .. }) in self.words.iter().enumerate() {
            if is_join(word) {
                continue;
            }
            // Words in few names tell most.
            let found = self.in_dictionary(&self.lists.street_words, at, slips_too);
            let rare = 1.0 + 3.0 / (1.0 + f32::from(u16::try_from(found.len()).unwrap_or(u16::MAX)).sqrt());
            for (street, like) in found {
                *score.entry(street).or_insert(0.0) += like * heavy * rare;
            }
        }
        self.common(&mut score);
        let mut score: Vec<(u32, f32)> = score
            .into_iter()
            .map(|(street, score)| {
                let town = self.lists.town_of(street);
                let guessed = self.guesses.iter().find(|guess| guess.town == town).map_or(0.0, |guess| guess.like);
                let coded = if self.by_postcode.contains(&town) { 0.5 } else { 0.0 };
                (street, score * (1.0 + guessed + coded))
            })
            .collect();
        score.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        score.truncate(WEIGHED);
        score.into_iter().map(|(street, _)| street).collect()
    }

    /// Words in the names of thousands of streets count within the towns that may be meant.
    fn common(&self, score: &mut HashMap<u32, f32>) {
        let towns = self.guesses.iter().map(|guess| guess.town).chain(self.by_postcode.iter().copied());
        let towns: Vec<u32> = towns.take(12).collect();
        for word in self.words.iter().filter(|word| !is_join(&word.text) && !is_kind(&word.text)) {
            for reading in readings(&word.text) {
                let Some(number) = self.lists.street_words.map.get(&reading) else { continue };
                let list = self.lists.street_words.of(number);
                if list.len() <= COMMON {
                    continue;
                }
                for town in &towns {
                    let streets = self.lists.streets_of(*town);
                    let from = list.partition_point(|street| *street < streets.start);
                    let to = list.partition_point(|street| *street < streets.end);
                    for street in list.get(from..to).unwrap_or_default() {
                        *score.entry(*street).or_insert(0.0) += word.weight;
                    }
                }
            }
        }
    }

    /// How well a street fits.
    fn fit(&self, street: u32) -> Option<Fit> {
        let town = self.lists.town_of(street);
        let own: Vec<&Guess> = self.guesses.iter().filter(|guess| guess.town == town).collect();
        let other = self.guesses.iter().find(|guess| guess.town != town && guess.like > 0.85);
        let coded = self.by_postcode.contains(&town);
        // With its own town, with another's, with none.
        let mut ways: Vec<(f32, Vec<&Word>, Option<Doubt>)> = Vec::new();
        for guess in &own {
            ways.push((0.6 + 0.4 * guess.like, self.without(&[guess]), None));
        }
        if let [one, two, ..] = own.as_slice() {
            ways.push((0.6 + 0.4 * one.like.max(two.like), self.without(&[one, two]), None));
        }
        if let Some(guess) = other {
            ways.push((if coded { 0.8 } else { 0.55 }, self.without(&[guess]), Some(Doubt::TownDiffers)));
        }
        // The name itself may hold the town's: Opéra de Monte-Carlo.
        let (alone, doubt) = match (coded, own.is_empty()) {
            (true, _) => (1.0, None),
            (false, false) => (0.97, None),
            (false, true) => (0.86, Some(Doubt::TownMissing)),
        };
        ways.push((alone, self.words.iter().collect(), doubt));
        let names: Vec<Vec<Word>> = self.lists.street_names(street).map(Word::all).collect();
        let mut best: Option<(f32, f32, Option<Doubt>)> = None;
        for (factor, asked, doubt) in ways {
            // What is a street's first name is not another's old one.
            let other = |at: usize| if at == 0 { 1.0 } else { 0.93 };
            let like = names.iter().enumerate().map(|(at, name)| other(at) * likeness(&asked, name, self.begins));
            let like = like.fold(0.0, f32::max);
            if best.is_none_or(|(sure, ..)| like * factor > sure) {
                best = Some((like * factor, like, doubt));
            }
        }
        let (mut sure, like, doubt) = best.filter(|(sure, ..)| *sure >= LEAST)?;
        let mut doubts: Vec<Doubt> = doubt.into_iter().collect();
        if like < 0.97 {
            doubts.push(Doubt::NameDiffers);
        }
        if self.other_postcode(street, town) {
            doubts.push(Doubt::PostcodeDiffers);
            sure *= 0.9;
        }
        if self.lists.is_place(street) {
            sure *= if self.ask.number.is_some() { 0.9 } else { 0.98 };
        }
        Some(Fit { street, sure, doubts })
    }

    /// The words but for those of towns.
    fn without(&self, guesses: &[&Guess]) -> Vec<&Word> {
        let of_a_town = |at: usize| guesses.iter().any(|guess| (guess.from..guess.to).contains(&at));
        let words = self.words.iter().enumerate().filter(|(at, _)| !of_a_town(*at));
        words.map(|(_, word)| word).collect()
    }

    /// Whether another postcode was written than the street and its town are known to have.
    fn other_postcode(&self, street: u32, town: u32) -> bool {
        let Some(asked) = &self.ask.postcode else { return false };
        let known: Vec<String> = std::iter::once(self.lists.street_postcode(street))
            .chain(self.lists.town_postcodes(town))
            .filter(|known| !known.is_empty())
            .map(|known| words(known).join(" "))
            .collect();
        !known.is_empty() && !known.contains(asked)
    }

    /// The door, or as near to it as is known.
    fn place(&self, fit: Fit) -> Found {
        let lists = self.lists;
        let Fit { street, mut sure, mut doubts } = fit;
        let town = lists.town_of(street);
        let middle = lists.street_places.get(ix(street)).copied().unwrap_or_default();
        let door = self.ask.number.as_ref().filter(|_| !lists.is_place(street));
        let door = door.and_then(|number| house::find(lists.houses_of(street), number));
        let (place, level, number) = match door {
            Some(door) => {
                if door.level == Level::Interpolated {
                    doubts.push(Doubt::NumberBetween);
                }
                if door.several {
                    doubts.push(Doubt::SeveralAlike);
                    sure *= 0.7;
                }
                (door.place, door.level, Some(door.number))
            }
            None if lists.is_place(street) => (middle, Level::Place, None),
            None => {
                let missing = self.ask.number.is_none();
                doubts.push(if missing { Doubt::NumberMissing } else { Doubt::NumberUnknown });
                (middle, Level::Street, None)
            }
        };
        Found {
            place,
            level,
            sure: sure.min(1.0),
            doubts,
            number,
            street: lists.street_names(street).next().map(str::to_owned),
            postcode: lists.street_postcode(street).to_owned(),
            town: lists.town_names(town).next().unwrap_or_default().to_owned(),
            code: lists.town_code(town).to_owned(),
        }
    }

    /// The town alone, when no street fits.
    fn town(&self) -> Option<Found> {
        let lists = self.lists;
        let guess = self.guesses.first().map(|guess| (guess.town, guess.like));
        let (town, like) = guess.or_else(|| self.by_postcode.first().map(|town| (*town, 0.8)))?;
        Some(Found {
            place: lists.town_places.get(ix(town)).copied()?,
            level: Level::Town,
            sure: like * 0.45,
            doubts: vec![Doubt::NameDiffers],
            number: None,
            street: None,
            postcode: lists.town_postcodes(town).next().unwrap_or_default().to_owned(),
            town: lists.town_names(town).next().unwrap_or_default().to_owned(),
            code: lists.town_code(town).to_owned(),
        })
    }
}

/// How alike two lists of words are: the weight of what they share in what they have. Order does not count.
fn likeness(asked: &[&Word], known: &[Word], begins: bool) -> f32 {
    let mut free: Vec<Option<&Word>> = known.iter().map(Some).collect();
    let (mut shared, mut all) = (0.0, 0.0);
    let mut left: Vec<&Word> = Vec::new();
    for (at, word) in asked.iter().enumerate() {
        let last = begins && at + 1 == asked.len();
        let (like, found) = best_of(word, &free, last);
        match found.and_then(|found| free.get_mut(found)).filter(|_| like >= 0.6).and_then(Option::take) {
            Some(found) => {
                // A short form weighs what it stands for.
                let heavy = if last { word.weight } else { found.weight };
                shared += 2.0 * like * heavy;
                all += 2.0 * heavy;
            }
            None => left.push(word),
        }
    }
    glue(&mut left, &mut free, &mut shared, &mut all);
    // A word too many tells less than a word that is missing: somebody's name, a building's.
    all += left.iter().map(|word| word.weight).sum::<f32>();
    let missing: f32 = free.iter().flatten().map(|word| word.weight).sum();
    all += if begins { missing * 0.2 } else { missing };
    if all > 0.0 { shared / all } else { 0.0 }
}

fn best_of(word: &Word, free: &[Option<&Word>], last: bool) -> (f32, Option<usize>) {
    let mut best = (0.0, None);
    for (at, known) in free.iter().enumerate() {
        let Some(known) = known else { continue };
        let mut like = word.alike(known);
        if last && known.text.starts_with(&word.text) {
            like = like.max(0.97);
        }
        if like > best.0 {
            best = (like, Some(at));
        }
    }
    best
}

/// Two words on one side that are one on the other.
fn glue(left: &mut Vec<&Word>, free: &mut [Option<&Word>], shared: &mut f32, all: &mut f32) {
    let joined = |a: &Word, b: &Word| [a.text.as_str(), b.text.as_str()].concat();
    let mut at = 0;
    while at < left.len() {
        let word = left.get(at).copied();
        let pair = word.zip(left.get(at + 1).copied()).map(|(a, b)| joined(a, b));
        let one = pair.and_then(|pair| {
            free.iter_mut()
                .find(|known| known.is_some_and(|known| alike(&pair, &known.text) > 0.8))
                .and_then(Option::take)
        });
        let both = word.filter(|_| one.is_none()).and_then(|word| {
            (0..free.len()).find(|place| {
                let pair = free.get(*place).copied().flatten().zip(free.get(place + 1).copied().flatten());
                pair.is_some_and(|(a, b)| alike(&word.text, &joined(a, b)) > 0.8)
            })
        });
        let used = match (one, both) {
            (Some(_), _) => 2,
            (None, Some(place)) => {
                for known in free.iter_mut().skip(place).take(2) {
                    *known = None;
                }
                1
            }
            (None, None) => {
                at += 1;
                continue;
            }
        };
        *shared += 2.0;
        *all += 2.0;
        left.drain(at..at + used);
    }
}

/// Farther apart than this, streets do not meet: metres.
const MEET: f64 = 35.0;

/// Where two streets meet.
fn corner(lists: &Lists, ask: &Ask) -> Vec<Found> {
    let second =
        Ask { words: ask.corner.clone().unwrap_or_default(), postcode: ask.postcode.clone(), ..Ask::default() };
    let (one, two) = (Question::of(lists, ask, false), Question::of(lists, &second, false));
    let mut found: Vec<Found> = Vec::new();
    let others = two.fits();
    for a in one.fits() {
        for b in others.iter().filter(|b| b.street != a.street) {
            let Some((place, apart)) = meet(lists, a.street, b.street) else { continue };
            // The town may stand with one of the two only.
            let sure = a.sure.max(b.sure).min(a.sure.min(b.sure) / 0.86).min(1.0);
            let mut corner = one.place(Fit { street: a.street, sure, doubts: Vec::new() });
            let names: Vec<&str> =
                [a.street, b.street].iter().filter_map(|street| lists.street_names(*street).next()).collect();
            corner.street = Some(names.join(" / "));
            (corner.place, corner.level, corner.doubts) = (place, Level::Corner, Vec::new());
            if apart <= MEET {
                found.push(corner);
            }
        }
    }
    found.sort_by(|a, b| b.sure.total_cmp(&a.sure));
    say_if_several(&mut found);
    found.truncate(3);
    found
}

/// Where two streets are nearest to each other, and how far apart they are there.
fn meet(lists: &Lists, one: u32, two: u32) -> Option<(Point, f64)> {
    let others: Vec<Point> = lists.lines_of(two).flatten().copied().collect();
    let pairs = lists.lines_of(one).flatten().flat_map(|a| others.iter().map(move |b| (*a, a.metres_to(*b))));
    pairs.min_by(|a, b| a.1.total_cmp(&b.1))
}
