//! Finds the operation that serves a path.
//!
//! Routes are tried in the order in which they were registered, as in Starlette: the first whose
//! path and method match wins. A [`Table`] is built once, before the first request, and never
//! changes. It is generic over the value it finds, so nothing here knows a handler or hyper.
//!
//! Almost all templates are made of whole segments, which are compared one by one. The others
//! (`/{name}.{extension}`, `{path:path}` in the middle) are regular expressions.

use std::{collections::HashMap, fmt};

use percent_encoding::{AsciiSet, utf8_percent_encode};
use regex_automata::meta::Regex;

/// Parameters that one template may have.
const PARAMETERS_MAX: usize = 16;

/// What a path cannot have as it is (RFC 3986, section 3.3), beside what is not ASCII.
pub(crate) const ESCAPED: &AsciiSet = &percent_encoding::CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Maps paths and methods to values.
#[derive(Debug)]
pub(crate) struct Table<T> {
    entries: Vec<Entry<T>>,
    /// Entries whose whole template is literal, by path.
    literal: HashMap<String, Vec<usize>>,
    /// Entries with parameters whose first segment is literal, by that segment.
    by_first_segment: HashMap<String, Vec<usize>>,
    /// Entries whose first segment has a parameter.
    anywhere: Vec<usize>,
}

#[derive(Debug)]
struct Entry<T> {
    template: Template,
    methods: Methods,
    value: T,
    /// Whether the template is literal and no earlier one matches its path: then nothing else needs to be looked at.
    is_first: bool,
}

/// Says which methods a route takes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Methods {
    These(&'static [&'static str]),
    /// None: it opens WebSockets, and is not there for anything else.
    WebSocket,
    All,
}

/// Says what a request asks of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked<'r> {
    Method(&'r str),
    WebSocket,
}

impl Methods {
    /// Returns whether what is `asked` is among them; if it is not, which ones are instead.
    fn check(self, asked: Asked<'_>) -> Result<(), &'static [&'static str]> {
        match (self, asked) {
            (Self::These(methods), Asked::Method(method)) if methods.contains(&method) => Ok(()),
            (Self::These(methods), Asked::Method(_)) => Err(methods),
            (Self::All, _) | (Self::WebSocket, Asked::WebSocket) => Ok(()),
            (Self::These(_), Asked::WebSocket) | (Self::WebSocket, Asked::Method(_)) => Err(&[]),
        }
    }
}

/// Says what a table has for a path and method.
#[derive(Debug)]
pub(crate) enum Match<'t, T> {
    /// The operation, and where its parameters lie in the path.
    Found(&'t T, Captures),
    /// The path is there under other methods: those of the first route that matches.
    MethodNotAllowed(&'static [&'static str]),
    /// No route has the path.
    NotFound,
}

/// Holds where the parameters of a template lie in a path, as byte ranges in the template's order.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Captures(Vec<(usize, usize)>);

impl Captures {
    /// Returns the text of the parameter at `index`.
    pub(crate) fn get<'p>(&self, path: &'p str, index: usize) -> Option<&'p str> {
        let &(start, end) = self.0.get(index)?;
        path.get(start..end)
    }
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { entries: Vec::new(), literal: HashMap::new(), by_first_segment: HashMap::new(), anywhere: Vec::new() }
    }
}

impl<T> Table<T> {
    /// Adds a route after all others.
    pub(crate) fn push(&mut self, template: Template, methods: Methods, value: T) {
        let index = self.entries.len();
        let is_literal = matches!(template.matcher, Matcher::Literal);
        let is_first = is_literal && !self.any(&template.source, |_| true);
        match template.head() {
            Head::Whole(path) => self.literal.entry(path.to_owned()).or_default().push(index),
            Head::Segment(segment) => self.by_first_segment.entry(segment.to_owned()).or_default().push(index),
            Head::Anything => self.anywhere.push(index),
        }
        self.entries.push(Entry { template, methods, value, is_first });
    }

    /// Finds the first route that matches the decoded `path` and what is asked of it.
    pub(crate) fn find(&self, path: &str, asked: Asked<'_>) -> Match<'_, T> {
        if let Some(entry) = self.literal.get(path).map(|indexes| &self.entries[indexes[0]])
            && entry.is_first
            && entry.methods.check(asked).is_ok()
        {
            return Match::Found(&entry.value, Captures::default());
        }
        let mut allowed = None;
        for index in self.candidates(path) {
            let entry = &self.entries[index];
            let Some(captures) = entry.template.matches(path) else { continue };
            match entry.methods.check(asked) {
                Ok(()) => return Match::Found(&entry.value, captures),
                Err([]) => {}
                Err(methods) => allowed = allowed.or(Some(methods)),
            }
        }
        allowed.map_or(Match::NotFound, Match::MethodNotAllowed)
    }

    /// Returns whether any route has the path, whatever its method; those for WebSockets alone do not count.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.any(path, |methods| !matches!(methods, Methods::WebSocket))
    }

    fn any(&self, path: &str, fits: impl Fn(Methods) -> bool) -> bool {
        let entries = self.candidates(path).map(|index| &self.entries[index]);
        entries.filter(|entry| fits(entry.methods)).any(|entry| entry.template.matches(path).is_some())
    }

    /// Merges the three lists that may hold the path; each is sorted, so the result is in registration order.
    fn candidates(&self, path: &str) -> impl Iterator<Item = usize> {
        let literal = self.literal.get(path).map_or(&[][..], Vec::as_slice);
        let segment = if self.by_first_segment.is_empty() {
            &[]
        } else {
            self.by_first_segment.get(first_segment(path)).map_or(&[][..], Vec::as_slice)
        };
        let mut lists = [literal, segment, self.anywhere.as_slice()];
        std::iter::from_fn(move || {
            let next = lists.iter_mut().filter(|list| !list.is_empty()).min_by_key(|list| list[0])?;
            let (&first, rest) = next.split_first()?;
            *next = rest;
            Some(first)
        })
    }
}

fn first_segment(path: &str) -> &str {
    let path = path.strip_prefix('/').unwrap_or(path);
    path.split('/').next().unwrap_or(path)
}

/// Returns the names of a template's parameters, none if it is no template.
pub(crate) fn parameter_names(template: &str) -> Vec<String> {
    Template::parse(template).map(|template| template.names).unwrap_or_default()
}

/// Is a path with parameters, parsed.
#[derive(Debug)]
pub(crate) struct Template {
    source: String,
    names: Vec<String>,
    matcher: Matcher,
}

#[derive(Debug)]
enum Matcher {
    Literal,
    Segments(Vec<Segment>),
    Regex(Box<Regex>),
}

#[derive(Debug)]
enum Segment {
    Literal(String),
    Parameter(Convertor),
    /// The rest of the path, slashes and all; always last.
    Rest,
}

/// Decides which texts a parameter matches, before anything is validated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Convertor {
    Text,
    Path,
    Int,
    Float,
    Uuid,
}

impl fmt::Display for Template {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.source)
    }
}

/// Says why a text is no path template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InvalidTemplate(String);

impl fmt::Display for InvalidTemplate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

enum Piece<'t> {
    Literal(&'t str),
    Parameter(&'t str, Convertor),
}

enum Head<'t> {
    Whole(&'t str),
    Segment(&'t str),
    Anything,
}

impl Template {
    /// Parses `/items/{item_id}` or `/files/{name:path}`.
    pub(crate) fn parse(source: &str) -> Result<Self, InvalidTemplate> {
        if !source.starts_with('/') {
            return Err(InvalidTemplate(format!("the path {source:?} does not start with `/`")));
        }
        let pieces = pieces(source)?;
        let mut names: Vec<String> = Vec::new();
        for piece in &pieces {
            if let Piece::Parameter(name, _) = piece {
                if names.iter().any(|other| other == name) {
                    return Err(InvalidTemplate(format!("the path {source:?} names `{name}` twice")));
                }
                names.push((*name).to_owned());
            }
        }
        if names.len() > PARAMETERS_MAX {
            return Err(InvalidTemplate(format!("the path {source:?} has more than {PARAMETERS_MAX} parameters")));
        }
        let matcher = if names.is_empty() {
            Matcher::Literal
        } else {
            match segments(&pieces) {
                Some(segments) => Matcher::Segments(segments),
                None => Matcher::Regex(Box::new(regex(&pieces))),
            }
        };
        Ok(Self { source: source.to_owned(), names, matcher })
    }

    /// Parses the path of a mount, `/sub`: the template matches every path below it, though not `/sub` itself.
    pub(crate) fn below(path: &str) -> Result<Self, InvalidTemplate> {
        Self::parse(&format!("{path}/{{path:path}}"))
    }

    /// Returns the names of the parameters, in order.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// Returns the path, encoded, that has `values` in the place of the parameters, in order.
    ///
    /// `None` if no request for that path would find these values: one of them is no text of its convertor, has a slash, or
    /// is taken off by clients, as `..` is.
    pub(crate) fn fill(&self, values: &[String]) -> Option<String> {
        let mut values_left = values.iter();
        let mut path = String::new();
        for piece in pieces(&self.source).expect("the template was parsed from this text") {
            match piece {
                Piece::Literal(text) => path.push_str(text),
                Piece::Parameter(..) => path.push_str(values_left.next()?),
            }
        }
        let found = self.matches(&path)?;
        let is_found =
            (0..self.names.len()).all(|index| found.get(&path, index) == values.get(index).map(String::as_str));
        // Clients take dots off before they send a path, and take what follows two slashes for a host.
        let is_kept = !path.starts_with("//") && !path.split('/').any(|segment| matches!(segment, "." | ".."));
        (is_found && is_kept).then(|| utf8_percent_encode(&path, ESCAPED).to_string())
    }

    /// Returns the template with its parameters' names left out: two templates of one shape match the same paths.
    pub(crate) fn shape(&self) -> String {
        let pieces = pieces(&self.source).expect("the template was parsed from this text");
        let shapes = pieces.iter().map(|piece| match piece {
            Piece::Literal(text) => (*text).to_owned(),
            Piece::Parameter(_, convertor) => format!("{{{convertor:?}}}"),
        });
        shapes.collect()
    }

    fn head(&self) -> Head<'_> {
        match &self.matcher {
            Matcher::Literal => Head::Whole(&self.source),
            Matcher::Segments(segments) => match &segments[0] {
                Segment::Literal(text) => Head::Segment(text),
                Segment::Parameter(_) | Segment::Rest => Head::Anything,
            },
            Matcher::Regex(_) => Head::Anything,
        }
    }

    fn matches(&self, path: &str) -> Option<Captures> {
        match &self.matcher {
            Matcher::Literal => (self.source == path).then(Captures::default),
            Matcher::Segments(segments) => match_segments(segments, path, self.names.len()),
            Matcher::Regex(regex) => {
                let mut found = regex.create_captures();
                regex.captures(path, &mut found);
                if !found.is_match() {
                    return None;
                }
                let ranges = (1..=self.names.len()).filter_map(|group| found.get_group(group));
                Some(Captures(ranges.map(|span| (span.start, span.end)).collect()))
            }
        }
    }
}

/// Splits a template at its braces.
fn pieces(source: &str) -> Result<Vec<Piece<'_>>, InvalidTemplate> {
    let unbalanced = || InvalidTemplate(format!("the path {source:?} has an unbalanced brace"));
    let mut pieces = Vec::new();
    let mut rest = source;
    while !rest.is_empty() {
        let Some(open) = rest.find('{') else {
            if rest.contains('}') {
                return Err(unbalanced());
            }
            pieces.push(Piece::Literal(rest));
            break;
        };
        let (literal, parameter) = rest.split_at(open);
        let close = parameter.find('}').ok_or_else(unbalanced)?;
        let inner = &parameter[1..close];
        if literal.contains('}') || inner.contains('{') {
            return Err(unbalanced());
        }
        if !literal.is_empty() {
            pieces.push(Piece::Literal(literal));
        }
        let (name, convertor) = inner.split_once(':').unwrap_or((inner, "str"));
        let convertor = match convertor {
            "str" => Convertor::Text,
            "path" => Convertor::Path,
            "int" => Convertor::Int,
            "float" => Convertor::Float,
            "uuid" => Convertor::Uuid,
            other => {
                return Err(InvalidTemplate(format!(
                    "the path {source:?} has the unknown convertor `{other}`; there are str, path, int, float and uuid"
                )));
            }
        };
        if name.is_empty() {
            return Err(InvalidTemplate(format!("the path {source:?} has a parameter without a name")));
        }
        pieces.push(Piece::Parameter(name, convertor));
        rest = &parameter[close + 1..];
    }
    Ok(pieces)
}

/// Returns the template as whole segments, or `None` if a parameter shares its segment with something else.
fn segments(pieces: &[Piece<'_>]) -> Option<Vec<Segment>> {
    let mut segments = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        match *piece {
            Piece::Literal(text) => {
                let text = text.strip_prefix('/')?;
                let text = if index + 1 < pieces.len() {
                    text.strip_suffix('/').or(text.is_empty().then_some(""))?
                } else {
                    text
                };
                // Between two parameters there is a lone slash, and after the last one there may be nothing.
                if !text.is_empty() || index + 1 == pieces.len() {
                    segments.extend(text.split('/').map(|segment| Segment::Literal(segment.to_owned())));
                }
            }
            Piece::Parameter(_, Convertor::Path) if index + 1 == pieces.len() => segments.push(Segment::Rest),
            Piece::Parameter(_, Convertor::Path) => return None,
            Piece::Parameter(_, convertor) => {
                if index > 0 && matches!(pieces[index - 1], Piece::Parameter(..)) {
                    return None;
                }
                segments.push(Segment::Parameter(convertor));
            }
        }
    }
    Some(segments)
}

fn regex(pieces: &[Piece<'_>]) -> Regex {
    let mut source = String::from(r"\A");
    for piece in pieces {
        match *piece {
            Piece::Literal(text) => {
                for character in text.chars() {
                    if !character.is_alphanumeric() && character.is_ascii() {
                        source.push('\\');
                    }
                    source.push(character);
                }
            }
            Piece::Parameter(_, convertor) => source.push_str(match convertor {
                Convertor::Text => "([^/]+)",
                Convertor::Path => "((?s:.*))",
                Convertor::Int => "([0-9]+)",
                Convertor::Float => r"([0-9]+(?:\.[0-9]+)?)",
                Convertor::Uuid => "([0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12})",
            }),
        }
    }
    source.push_str(r"\z");
    Regex::new(&source).expect("every special character of a template is escaped")
}

fn match_segments(segments: &[Segment], path: &str, parameters: usize) -> Option<Captures> {
    let mut ranges = Vec::with_capacity(parameters);
    let mut at = 0;
    for (index, segment) in segments.iter().enumerate() {
        // Every segment begins with its slash.
        let start = path.get(at..)?.strip_prefix('/').map(|_| at + 1)?;
        if let Segment::Rest = segment {
            ranges.push((start, path.len()));
            return Some(Captures(ranges));
        }
        let end = path[start..].find('/').map_or(path.len(), |length| start + length);
        let text = &path[start..end];
        match segment {
            Segment::Literal(literal) if literal == text => {}
            Segment::Parameter(convertor) if convertor.accepts(text) => ranges.push((start, end)),
            _ => return None,
        }
        at = end;
        if index + 1 == segments.len() && at != path.len() {
            return None;
        }
    }
    Some(Captures(ranges))
}

impl Convertor {
    fn accepts(self, text: &str) -> bool {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match self {
            Self::Text => !text.is_empty(),
            Self::Path => true,
            Self::Int => digits(text),
            Self::Float => match text.split_once('.') {
                Some((whole, fraction)) => digits(whole) && digits(fraction),
                None => digits(text),
            },
            Self::Uuid => is_uuid(text),
        }
    }
}

/// Accepts 32 hexadecimal digits in groups of 8-4-4-4-12; each hyphen may be absent.
fn is_uuid(text: &str) -> bool {
    let mut rest = text;
    for (index, digits) in [8, 4, 4, 4, 12].into_iter().enumerate() {
        if index > 0 {
            rest = rest.strip_prefix('-').unwrap_or(rest);
        }
        match rest.get(..digits) {
            Some(group) if group.bytes().all(|byte| byte.is_ascii_hexdigit()) => rest = &rest[digits..],
            _ => return false,
        }
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(routes: &'static [(&'static str, &'static str)]) -> Table<String> {
        let mut table = Table::default();
        for (method, path) in routes {
            let template = Template::parse(path).expect("the tests' templates are valid");
            table.push(template, Methods::These(std::slice::from_ref(method)), format!("{method} {path}"));
        }
        table
    }

    fn look(table: &Table<String>, method: &str, path: &str) -> String {
        match table.find(path, Asked::Method(method)) {
            Match::Found(value, captures) => {
                let texts = (0..captures.0.len()).map(|index| captures.get(path, index).unwrap_or("?"));
                texts.fold(value.clone(), |line, text| line + " | " + text)
            }
            Match::MethodNotAllowed(allow) => format!("405 {}", allow.join(", ")),
            Match::NotFound => "404".to_owned(),
        }
    }

    #[test]
    fn the_first_registered_route_wins() {
        let table = table(&[
            ("GET", "/users/me"),
            ("GET", "/users/{user_id}"),
            ("GET", "/{anything}/me"),
            ("POST", "/users/{user_id}"),
            ("GET", "/files/{path:path}"),
            ("GET", "/n/{n:int}"),
            ("GET", "/f/{f:float}"),
            ("GET", "/u/{u:uuid}/x"),
            ("GET", "/v/{a}-{b}.{c}"),
            ("GET", "/w/{p:path}/end"),
            ("GET", "/slash/{a}/"),
            ("GET", "/two/{a}/{b}"),
            ("GET", "/"),
            ("GET", "/list"),
            ("POST", "/list"),
            ("GET", "/late/{x}"),
            ("GET", "/late/fixed"),
        ]);
        let cases = [
            ("GET", "/users/me", "GET /users/me"),
            ("GET", "/users/7", "GET /users/{user_id} | 7"),
            ("GET", "/x/me", "GET /{anything}/me | x"),
            ("POST", "/users/me", "POST /users/{user_id} | me"),
            ("PUT", "/users/me", "405 GET"),
            ("GET", "/users/", "404"),
            ("GET", "/users", "404"),
            ("GET", "/users/7/", "404"),
            ("GET", "/files/a/b.txt", "GET /files/{path:path} | a/b.txt"),
            ("GET", "/files/", "GET /files/{path:path} | "),
            ("GET", "/files", "404"),
            ("GET", "/n/12", "GET /n/{n:int} | 12"),
            ("GET", "/n/1.5", "404"),
            ("GET", "/n/-1", "404"),
            ("GET", "/f/1.5", "GET /f/{f:float} | 1.5"),
            ("GET", "/f/1", "GET /f/{f:float} | 1"),
            ("GET", "/f/1.", "404"),
            (
                "GET",
                "/u/6ba7b810-9dad-11d1-80b4-00c04fd430c8/x",
                "GET /u/{u:uuid}/x | 6ba7b810-9dad-11d1-80b4-00c04fd430c8",
            ),
            ("GET", "/u/6ba7b8109dad11d180b400c04fd430c8/x", "GET /u/{u:uuid}/x | 6ba7b8109dad11d180b400c04fd430c8"),
            ("GET", "/u/6ba7/x", "404"),
            ("GET", "/v/a-b-c.d", "GET /v/{a}-{b}.{c} | a-b | c | d"),
            ("GET", "/w/a/b/end", "GET /w/{p:path}/end | a/b"),
            ("GET", "/slash/1/", "GET /slash/{a}/ | 1"),
            ("GET", "/slash/1", "404"),
            ("GET", "/two/1/2", "GET /two/{a}/{b} | 1 | 2"),
            ("GET", "/two//2", "404"),
            ("GET", "/", "GET /"),
            ("DELETE", "/list", "405 GET"),
            ("GET", "/late/fixed", "GET /late/{x} | fixed"),
            ("GET", "/v/\n-b.c", "GET /v/{a}-{b}.{c} | \n | b | c"),
        ];
        for (method, path, expected) in cases {
            assert_eq!(look(&table, method, path), expected, "{method} {path}");
        }
    }

    #[test]
    fn a_wrong_template_says_what_is_wrong() {
        for (source, part) in [
            ("items", "start with"),
            ("/{a", "unbalanced"),
            ("/a}", "unbalanced"),
            ("/{a{b}}", "unbalanced"),
            ("/{}", "without a name"),
            ("/{a:number}", "unknown convertor `number`"),
            ("/{a}/{a}", "names `a` twice"),
        ] {
            let message = Template::parse(source).expect_err(source).to_string();
            assert!(message.contains(part), "{source}: {message}");
        }
    }
}
