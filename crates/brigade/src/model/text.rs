//! Strings.

use std::borrow::Cow;

use super::{
    Model,
    constrain::{Lengthy, Textual},
};
use crate::spec::{Constraints, Source, Type};

macro_rules! texts {
    ($($type:ty => $from_text:expr;)*) => {$(
        impl Lengthy for $type {}

        impl Textual for $type {}

        impl Model for $type {
            const SOURCE: Source = Source::Query;

            fn schema() -> Type {
                Type::String
            }

            #[inline]
            fn holds(&self, constraints: &Constraints) -> bool {
                text_holds(self, constraints)
            }

            #[inline]
            fn from_text(text: &str) -> Option<Self> {
                let from_text: fn(&str) -> Option<Self> = $from_text;
                from_text(text)
            }
        }
    )*};
}

texts! {
    String => |text| Some(text.to_owned());
    Box<str> => |text| Some(text.into());
    Cow<'_, str> => |text| Some(Cow::Owned(text.to_owned()));
    &str => |_| None;
}

#[inline]
fn text_holds(text: &str, constraints: &Constraints) -> bool {
    let Constraints { min_length, max_length, pattern, .. } = constraints;
    // Characters are never more than bytes: most texts need no counting.
    max_length.is_none_or(|max| text.len() <= max || text.chars().count() <= max)
        && min_length.is_none_or(|min| text.len() >= min && text.chars().count() >= min)
        && pattern.is_none_or(|pattern| pattern.matches(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::Pattern;

    #[test]
    fn lengths_count_characters() {
        const TWO: Constraints = Constraints { min_length: Some(2), max_length: Some(2), ..Constraints::NONE };
        for (text, holds) in
            [("", false), ("é", false), ("日本", true), ("e\u{301}", true), ("abc", false), ("日本語", false)]
        {
            assert_eq!(String::from(text).holds(&TWO), holds, "{text}");
        }
    }

    #[test]
    fn patterns_match_somewhere() {
        static PATTERN: Pattern = Pattern::new("b+");
        const B: Constraints = Constraints { pattern: Some(&PATTERN), ..Constraints::NONE };
        assert!("abba".holds(&B) && !"aa".holds(&B));
    }
}
