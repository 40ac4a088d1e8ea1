//! Makes the page that people look at.
//!
//! It holds everything as it is at the moment, sentences included; its script asks for the data each second and moves the
//! texts and the plots. Nothing is loaded from anywhere else.

use super::{
    batches::BatchSeen,
    engines::EngineSeen,
    report::{OperationReport, Report},
};
use crate::html::{HtmlPage, Nonce, escaped};

/// As many colours as the style sheet has.
const COLOURS: usize = 8;

/// Makes the page. `data_url` is where the data is, as the browser sees it.
pub(super) fn page(title: &str, data_url: &str, report: &Report, nonce: &Nonce) -> HtmlPage {
    let (title, data_url, sentence) = (escaped(title), escaped(data_url), escaped(&report.sentence));
    let operations: String = report.operations.iter().enumerate().map(|(at, operation)| row(at, operation)).collect();
    let engines: String = report.engines.iter().map(engine).collect();
    let batches: String = report.batches.iter().map(batch).collect();
    let notes: String = report.notes.iter().map(|note| format!("<li>{}</li>", escaped(note))).collect();
    let html = format!(
        r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title} · brigade</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E%3Crect width='8' height='8' rx='2' fill='%23b3361f'/%3E%3Cpath d='M1.5 5.5 3 4l1.2 1L6.5 2' fill='none' stroke='%23fff'/%3E%3C/svg%3E">
<style nonce="{nonce}">
{STYLE}</style>
</head>
<body data-source="{data_url}">
<header>
<h1>{title}</h1>
<p id="state" role="status">as it was when this page was loaded</p>
</header>
<main>
<p id="summary">{sentence}</p>
<ul id="notes">{notes}</ul>
<figure aria-hidden="true">
<svg id="cores" viewBox="0 0 120 100" preserveAspectRatio="none"></svg>
<span id="scale"></span>
<figcaption><span>2 min ago</span><span>1 min ago</span><span>now</span></figcaption>
</figure>
<ol>
{operations}</ol>
<section id="engines">{engines}</section>
<section id="batches">{batches}</section>
</main>
<script nonce="{nonce}">
{SCRIPT}</script>
</body>
</html>
"#
    );
    let content_security_policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; img-src data:; connect-src 'self'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    );
    HtmlPage { html, content_security_policy }
}

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

fn engine(EngineSeen { name, sentence, .. }: &EngineSeen) -> String {
    format!("<article><h2><b>engine</b> {}</h2><p>{}</p></article>", escaped(name), escaped(sentence))
}

fn batch(BatchSeen { name, sentence, learned, .. }: &BatchSeen) -> String {
    let learned: String = learned.iter().map(|line| format!("<li>{}</li>", escaped(line))).collect();
    format!("<article><h2><b>batch</b> {}</h2><p>{}</p><ul>{learned}</ul></article>", escaped(name), escaped(sentence))
}

fn row(at: usize, operation: &OperationReport) -> String {
    let OperationReport { method, name, mood, .. } = operation;
    let (path, sentence) = (escaped(&operation.path), escaped(&operation.sentence));
    let plots: String = ["CPU", "requests", "in queue"]
        .iter()
        .zip(&operation.figures)
        .map(|(label, figure)| {
            format!(
                "<div><dt>{label}</dt><dd>{figure}</dd>\
                 <svg viewBox=\"0 0 120 30\" preserveAspectRatio=\"none\" aria-hidden=\"true\"></svg></div>"
            )
        })
        .collect();
    format!(
        "<li class=\"{} c{}\">\n<h2><b>{method}</b> {path} <i>{name}</i></h2>\n<p>{sentence}</p>\n<dl>{plots}</dl>\n</li>\n",
        mood.name(),
        at % COLOURS
    )
}
