//! Shows the log of programs that have not said where it goes.

/// Prints events of level INFO and above to standard error, unless the program has a subscriber already.
#[cfg(feature = "log")]
pub(crate) fn start() {
    use std::io::IsTerminal;

    let subscriber = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_max_level(tracing::Level::INFO)
        // It would say on standard error that standard error cannot be written, and panic as it cannot.
        .log_internal_errors(false)
        .finish();
    // It fails only if there is one already.
    let _ = tracing::subscriber::set_global_default(subscriber);
}

/// Leaves the log to the program's own subscriber.
#[cfg(not(feature = "log"))]
pub(crate) fn start() {}
