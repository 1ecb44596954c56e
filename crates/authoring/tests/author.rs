//! What of a model's answer is believed, and what waits for the owner's word.

#[path = "author/held.rs"]
mod held;
#[path = "author/words.rs"]
mod words;
