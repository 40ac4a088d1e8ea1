//! Types that JSON carries as strings or numbers: dates, identifiers, addresses.
