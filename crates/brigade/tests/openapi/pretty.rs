//! Prints documents as Python's `json.dumps(…, indent=1)` does, and shows where two differ.

use brigade::Value;

/// Lines shown around the first difference.
const CONTEXT_LINES: usize = 12;

pub(crate) fn print(value: &Value) -> String {
    let mut text = String::new();
    print_into(value, 1, &mut text);
    text
}

fn print_into(value: &Value, depth: usize, text: &mut String) {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Value::Int(value) => text.push_str(&value.to_string()),
        Value::BigInt(digits) => text.push_str(digits),
        Value::Float(value) => text.push_str(&format!("{value:?}")),
        Value::String(value) => text.push_str(&quoted(value)),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| (String::new(), item)).collect();
            print_members(&items, ['[', ']'], depth, text);
        }
        Value::Object(members) => {
            let members: Vec<_> = members.iter().map(|(key, value)| (quoted(key) + ": ", value)).collect();
            print_members(&members, ['{', '}'], depth, text);
        }
    }
}

fn print_members(members: &[(String, &Value)], [open, close]: [char; 2], depth: usize, text: &mut String) {
    text.push(open);
    for (index, (key, value)) in members.iter().enumerate() {
        text.push_str(if index == 0 { "\n" } else { ",\n" });
        text.push_str(&" ".repeat(depth));
        text.push_str(key);
        print_into(value, depth + 1, text);
    }
    if !members.is_empty() {
        text.push('\n');
        text.push_str(&" ".repeat(depth - 1));
    }
    text.push(close);
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("strings serialise")
}

/// Returns the lines around the first difference, ours after the expected ones.
pub(crate) fn difference(expected: &str, written: &str) -> String {
    let (expected, written): (Vec<_>, Vec<_>) = (expected.lines().collect(), written.lines().collect());
    let first = expected.iter().zip(&written).take_while(|(left, right)| left == right).count();
    let start = first.saturating_sub(CONTEXT_LINES);
    let common = expected[start..first].iter().map(|line| format!("  {line}\n"));
    let theirs = expected[first..].iter().take(CONTEXT_LINES).map(|line| format!("- {line}\n"));
    let ours = written[first..].iter().take(CONTEXT_LINES).map(|line| format!("+ {line}\n"));
    common.chain(theirs).chain(ours).collect()
}
