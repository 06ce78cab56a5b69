mod checker;
mod days;
mod published;
mod why;
