//! Holds the members of an object, in order.
//!
//! Few members are scanned, many have an index. Its hashes are keyed at random: whatever keys a client thinks of,
//! reading an object takes time in proportion to its text.

use std::{
    borrow::Cow,
    fmt,
    hash::{BuildHasher, RandomState},
    slice, vec,
};

use super::Tree;

/// Maps the keys of a JSON object to their values, in order of first appearance.
///
/// Its keys and strings may be borrowed from the text that it was parsed from; [`Object`](crate::Object) owns them.
#[derive(Clone, Default)]
pub struct Members<'t> {
    entries: Vec<(Cow<'t, str>, Tree<'t>)>,
    /// Is there if the members are more than [`SCANNED_MAX`].
    index: Option<Box<Index>>,
}

/// Scanning so many keys is as fast as hashing one: most differ in their length already.
const SCANNED_MAX: usize = 16;

/// Members that a client's object is expected to have, until others of its request have been seen.
pub(super) const EXPECTED: usize = 8;

impl<'t> Members<'t> {
    /// Makes an object without members.
    #[must_use]
    pub const fn new() -> Self {
        Self { entries: Vec::new(), index: None }
    }

    /// Makes an object without members, with room for `capacity`.
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self { entries: Vec::with_capacity(capacity), index: None }
    }

    /// Returns how many members there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns whether there are no members.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns the value of `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Tree<'t>> {
        self.position(key).map(|position| &self.entries[position].1)
    }

    /// Returns the value of `key`, to change it.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Tree<'t>> {
        self.position(key).map(|position| &mut self.entries[position].1)
    }

    /// Returns the value of `key`, looking at `next` first: who asks in the order of the members finds each at once.
    pub(crate) fn get_next(&self, key: &str, next: &mut usize) -> Option<&Tree<'t>> {
        let is_next = self.entries.get(*next).is_some_and(|(name, _)| name == key);
        let position = if is_next { *next } else { self.position(key)? };
        *next = position + 1;
        Some(&self.entries[position].1)
    }

    /// Returns whether there is a member `key`.
    #[must_use]
    pub fn contains_key(&self, key: &str) -> bool {
        self.position(key).is_some()
    }

    /// Sets the value of `key` and returns the one that it replaces, at whose place it stays.
    pub fn insert(&mut self, key: impl Into<Cow<'t, str>>, value: Tree<'t>) -> Option<Tree<'t>> {
        let key = key.into();
        match self.position(&key) {
            Some(position) => Some(std::mem::replace(&mut self.entries[position].1, value)),
            None => {
                self.push(key, value);
                None
            }
        }
    }

    /// Returns the value of `key`, which is set to what `make` returns if there is none.
    pub(crate) fn get_or_insert_with(
        &mut self,
        key: impl Into<Cow<'t, str>>,
        make: impl FnOnce() -> Tree<'t>,
    ) -> &mut Tree<'t> {
        let key = key.into();
        let position = self.position(&key).unwrap_or_else(|| {
            self.push(key, make());
            self.entries.len() - 1
        });
        &mut self.entries[position].1
    }

    /// Takes the member `key` out; the others keep their order.
    pub fn remove(&mut self, key: &str) -> Option<Tree<'t>> {
        let (_, value) = self.entries.remove(self.position(key)?);
        self.index_anew();
        Some(value)
    }

    /// Returns the members in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Tree<'t>)> {
        self.into_iter()
    }

    /// Returns the keys in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.iter().map(|(key, _)| key)
    }

    /// Returns the values in order.
    pub fn values(&self) -> impl Iterator<Item = &Tree<'t>> {
        self.iter().map(|(_, value)| value)
    }

    /// Returns the values in order, to change them.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut Tree<'t>> {
        self.into_iter().map(|(_, value)| value)
    }

    /// Keeps the members whose value `keeps` wants.
    pub(crate) fn retain_values(&mut self, keeps: impl Fn(&Tree<'t>) -> bool) {
        self.entries.retain(|(_, value)| keeps(value));
        self.index_anew();
    }

    /// Orders the members by what `rank` makes of their keys; equal ones keep their order.
    pub(crate) fn sort_by_key<R: Ord>(&mut self, rank: impl Fn(&str) -> R) {
        self.entries.sort_by_cached_key(|(key, _)| rank(key));
        self.index_anew();
    }

    /// Orders the members by the alphabet.
    pub(crate) fn sort_keys(&mut self) {
        self.entries.sort_unstable_by(|(left, _), (right, _)| left.cmp(right));
        self.index_anew();
    }

    pub(crate) fn into_static(self) -> Members<'static> {
        let entries = self.entries.into_iter();
        let entries = entries.map(|(key, value)| (Cow::Owned(key.into_owned()), value.into_static())).collect();
        Members { entries, index: self.index }
    }

    fn position(&self, key: &str) -> Option<usize> {
        match &self.index {
            None => self.entries.iter().position(|(name, _)| name == key),
            Some(index) => index.find(&self.entries, key),
        }
    }

    fn push(&mut self, key: Cow<'t, str>, value: Tree<'t>) {
        self.entries.push((key, value));
        match &mut self.index {
            None if self.entries.len() <= SCANNED_MAX => {}
            Some(index) if index.has_room(self.entries.len()) => index.add(&self.entries, self.entries.len() - 1),
            _ => self.index_anew(),
        }
    }

    fn index_anew(&mut self) {
        self.index = (self.entries.len() > SCANNED_MAX).then(|| Box::new(Index::new(&self.entries)));
    }
}

/// Finds keys by their hashes: open addressing, never more than half full.
#[derive(Clone)]
struct Index {
    hasher: RandomState,
    /// Positions of entries, [`FREE`] elsewhere; a power of two.
    slots: Vec<usize>,
}

const FREE: usize = usize::MAX;

impl Index {
    fn new(entries: &[(Cow<'_, str>, Tree<'_>)]) -> Self {
        let slots = vec![FREE; (entries.len() * 2 + 1).next_power_of_two()];
        let mut index = Self { hasher: RandomState::new(), slots };
        (0..entries.len()).for_each(|position| index.add(entries, position));
        index
    }

    fn has_room(&self, len: usize) -> bool {
        len * 2 <= self.slots.len()
    }

    fn add(&mut self, entries: &[(Cow<'_, str>, Tree<'_>)], position: usize) {
        let slot = self.probe(&entries[position].0).find(|slot| self.slots[*slot] == FREE);
        self.slots[slot.expect("half of the slots are free")] = position;
    }

    fn find(&self, entries: &[(Cow<'_, str>, Tree<'_>)], key: &str) -> Option<usize> {
        let candidates = self.probe(key).map(|slot| self.slots[slot]).take_while(|position| *position != FREE);
        candidates.into_iter().find(|position| entries[*position].0 == key)
    }

    /// Returns the slots where `key` may be, in order.
    fn probe(&self, key: &str) -> impl Iterator<Item = usize> + use<> {
        let mask = self.slots.len() - 1;
        #[expect(clippy::cast_possible_truncation, reason = "only the lower bits count")]
        let first = self.hasher.hash_one(key) as usize;
        (0..=mask).map(move |step| first.wrapping_add(step) & mask)
    }
}

type Iter<'m, 't> = std::iter::Map<
    slice::Iter<'m, (Cow<'t, str>, Tree<'t>)>,
    fn(&'m (Cow<'t, str>, Tree<'t>)) -> (&'m str, &'m Tree<'t>),
>;

type IterMut<'m, 't> = std::iter::Map<
    slice::IterMut<'m, (Cow<'t, str>, Tree<'t>)>,
    fn(&'m mut (Cow<'t, str>, Tree<'t>)) -> (&'m str, &'m mut Tree<'t>),
>;

impl<'m, 't> IntoIterator for &'m Members<'t> {
    type Item = (&'m str, &'m Tree<'t>);
    type IntoIter = Iter<'m, 't>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.iter().map(|(key, value)| (key, value))
    }
}

impl<'m, 't> IntoIterator for &'m mut Members<'t> {
    type Item = (&'m str, &'m mut Tree<'t>);
    type IntoIter = IterMut<'m, 't>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.iter_mut().map(|(key, value)| (key, value))
    }
}

impl<'t> IntoIterator for Members<'t> {
    type Item = (Cow<'t, str>, Tree<'t>);
    type IntoIter = vec::IntoIter<(Cow<'t, str>, Tree<'t>)>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl<'t, K: Into<Cow<'t, str>>> Extend<(K, Tree<'t>)> for Members<'t> {
    fn extend<I: IntoIterator<Item = (K, Tree<'t>)>>(&mut self, members: I) {
        for (key, value) in members {
            self.insert(key, value);
        }
    }
}

impl<'t, K: Into<Cow<'t, str>>> FromIterator<(K, Tree<'t>)> for Members<'t> {
    fn from_iter<I: IntoIterator<Item = (K, Tree<'t>)>>(members: I) -> Self {
        let members = members.into_iter();
        let mut object = Self::with_capacity(members.size_hint().0);
        object.extend(members);
        object
    }
}

impl<'t, K: Into<Cow<'t, str>>, const N: usize> From<[(K, Tree<'t>); N]> for Members<'t> {
    fn from(members: [(K, Tree<'t>); N]) -> Self {
        members.into_iter().collect()
    }
}

impl<'t> std::ops::Index<&str> for Members<'t> {
    type Output = Tree<'t>;

    /// Returns the value of `key`.
    ///
    /// # Panics
    ///
    /// If there is none.
    fn index(&self, key: &str) -> &Tree<'t> {
        self.get(key).expect("the object has the key")
    }
}

/// The order of members does not count.
impl PartialEq for Members<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|(key, value)| other.get(key) == Some(value))
    }
}

impl fmt::Debug for Members<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_map().entries(self).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The model is a list of pairs, scanned: what an object is for a JSON parser.
    #[test]
    fn objects_of_any_size_keep_order_and_the_last_value() {
        for count in [0, 1, 15, 16, 17, 18, 40, 1000] {
            let mut object = Members::new();
            for round in 0..2 {
                for number in 0..count {
                    let replaced = object.insert(format!("key {number}"), Tree::Int(number + round));
                    assert_eq!(replaced.is_some(), round == 1, "{count} {number}");
                }
            }
            let expected: Vec<_> = (0..count).map(|number| (format!("key {number}"), Tree::Int(number + 1))).collect();
            let listed: Vec<_> = object.iter().map(|(key, value)| (key.to_owned(), value.clone())).collect();
            assert_eq!(listed, expected, "{count}");
            let mut next = 0;
            for (key, value) in &expected {
                assert_eq!((object.get(key), object.get_next(key, &mut next)), (Some(value), Some(value)), "{count}");
            }
            assert_eq!((object.get("key"), object.get_next("key", &mut next)), (None, None), "{count}");
        }
    }

    #[test]
    fn members_are_found_after_others_have_gone() {
        let mut object: Members<'_> = (0..40).map(|number| (number.to_string(), Tree::Int(number))).collect();
        assert_eq!((object.remove("3"), object.remove("3")), (Some(Tree::Int(3)), None));
        object.retain_values(|value| !matches!(value, Tree::Int(5..=7)));
        object.sort_keys();
        assert_eq!(object.keys().take(4).collect::<Vec<_>>(), ["0", "1", "10", "11"]);
        object.sort_by_key(|key| key.len());
        assert_eq!(object.keys().collect::<Vec<_>>()[..7], ["0", "1", "2", "4", "8", "9", "10"]);
        assert_eq!((object.len(), object.get("39"), object.get("6")), (36, Some(&Tree::Int(39)), None));
    }

    #[test]
    fn objects_are_equal_in_any_order() {
        let object = |keys: &[&'static str]| keys.iter().map(|key| (*key, Tree::Null)).collect::<Members<'_>>();
        assert_eq!(object(&["a", "b"]), object(&["b", "a"]));
        assert_ne!(object(&["a", "b"]), object(&["a"]));
        assert_ne!(object(&["a"]), object(&["b"]));
    }
}
