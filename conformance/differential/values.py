"""Values that parsers disagree about, by what they are meant for."""

from __future__ import annotations

BOUNDARIES = [
    str(power + step) for power in (2**7, 2**8, 2**31, 2**32, 2**53, 2**63, 2**64, 2**127, 2**128) for step in (-1, 0, 1)
]

INTEGERS = [
    *"0 1 -1 2 3 5 10 100 1000 -0 +1 01 007 1_000 1__0 _1 1_ 1.0 1. .0 1.5 -1.0 1e3 1E3 1e-3 1e400 0x10 0b1 0o7 1,000".split(),
    *"1.00000000000000000000001 1.0_0 1_0.0 10.000 -00 +-1 --1 + - . 1e 00.0 1.0.0 1.0e0 true True null None".split(),
    *BOUNDARIES, *(f"-{number}" for number in BOUNDARIES), f"{2**63}.0", "9" * 40, "9" * 400, "0" * 50 + "1",
    " 1", "1 ", "\t1\n", "1 1", "", " ", "\u0661\u0662", "\uff11", "\u00bd", "\u00b2", "1\0", "\u00a01", "1\u2003", "\u22121",
]

FLOATS = [
    *"0.0 -0.0 0.1 1e5 1e16 1e-7 1e-5 123456789012345680.0 1e22 1e308 1e309 -1e309 5e-324 1e-400 1.7976931348623157e308".split(),
    *"NaN nan -nan +nan inf -inf +inf Infinity -Infinity INFINITY infinity iNf 1e 1e+ e5 .5 5. 1_0.5 1._5 1_e5 0x1p3 1d5 1f 0.30000000000000004".split(),
    " 1.5 ", "1 .5", "1,5", "4.35", "2.675", "100000000000000000000000.5",
]

DECIMALS = ["1.50", "1.500", "0.00", "-0.00", "1E+2", "1e-10", "sNaN", "NaN", "123456789.123456789", "0" * 30 + "1.0", "1E+400", "00012", "1.", "9.99", "10.00", "99.999", "1_0.5"]

BOOLEANS = "true True TRUE tRUE false False 1 0 on off On yes no YES y n Y N t f T F 2 -1 1.0 0.0 truee null None".split() + [
    "", " true", "true ", " 1", "01", "\u00d6n",
]

DATES = [
    *"2024-02-29 2023-02-29 0001-01-01 0000-01-01 9999-12-31 10000-01-01 2024-1-1 2024/01/01 20240101 2024-13-01 2024-00-10 2024-01-32".split(),
    *"1700000000 1700006400 1700006400000 0 -1 86400 1.5 19723 2e10 20000000000 20000000001 -20000000000 -20000000001 253402300799 253402300800 -62135596800 99999999999999999999 NaN inf".split(),
    "2024-02-29T00:00:00", "2024-02-29T00:00:00Z", "2024-02-29T00:00:01", "2024-02-29 00:00", "2024-01-01x", "2024-01", "",
]

DATE_TIMES = [
    *"2024-02-29T12:30:15 2024-02-29T12:30 2024-02-29T12 2024-02-29t12:30:15z 2024-02-29_12:30:15 2024-02-29T24:00:00 2024-02-29T23:59:60".split(),
    *"2024-02-29T12:30:15.1 2024-02-29T12:30:15.123456 2024-02-29T12:30:15.1234567 2024-02-29T12:30:15.9999999 2024-02-29T12:30:15.".split(),
    *"2024-02-29T12:30:15+00:00 2024-02-29T12:30:15+0530 2024-02-29T12:30:15-23:59 2024-02-29T12:30:15+24:00 2024-02-29T12:30:15+05 2024-02-29T12:30:15-00:00".split(),
    *"2024-02-29T12:30:15Zx 0001-01-01T00:00:00+01:00 9999-12-31T23:59:59-01:00 1700000000.5 1700000000.123456789 1700000000123 -1.5 1e9 2024-02-29T1:30".split(),
    "2024-02-29 12:30:15", "2024-02-29 12:30:15 +01:00", " 2024-02-29T12:30:15", "2024-02-29T12:30:15 Z", "now",
]

TIMES = [
    *"12:30 12:30:15 12:30:15.5 12:30:15.1234567 24:00 23:59:60 12:30Z 12:30:15+01:00 12:30:15+25:00 12:30:15+0100 1:30 12 12:3 1230 0 3600 86399 86400 -1 1.5 T12:30".split(),
    "12:30 ", "12:60", "12:30:15,5", "12:30:15-00:00", "",
]

DURATIONS = [
    *"1 1.5 -1 0 P1D PT1S PT1.5S P1DT2H3M4S P1W P1Y P1M P1Y2M3DT4H5M6S -P1D +P1D P P1 PT P1DT pt1s P0.5D PT1H1H 12:30 12:30:15 100:00:00 -12:30 1d".split(),
    *"PT0S P999999999D P1000000000D 86400 1e5 999999999999 99999999999999 NaN inf PT1.123456789S 00:00:00.0000001 P1DT-1H 12:60 12:30:60".split(),
    "1 day", "1 days", "2 days, 12:30:15", "2 days 12:30", "-1 day, 23:59:59", "1 d", "1 day, 24:00:00", "day", "",
]

UUIDS = [
    "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "6BA7B8109DAD11D180B400C04FD430C8", "{6ba7b810-9dad-11d1-80b4-00c04fd430c8}",
    "urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8", "URN:UUID:6ba7b810-9dad-11d1-80b4-00c04fd430c8", "{6ba7b8109dad11d180b400c04fd430c8}",
    "6ba7b810-9dad-11d1-80b4-00c04fd430c", "6ba7b810-9dad-11d1-80b4-00c04fd430c88", "6ba7b810-9dad-11d1-80b4-00c04fd430cg", "6ba7-b8109dad11d180b400c04fd430c8",
    "6ba7b810-9dad-11d1-80b400c04fd430c8", "00000000-0000-0000-0000-000000000000", "00000000-0000-4000-8000-000000000000", "", "-", "1", "g", "{}", "{1}", "urn:uuid:",
    " 6ba7b810-9dad-11d1-80b4-00c04fd430c8", "6ba7b810_9dad_11d1_80b4_00c04fd430c8", "\u00e9ba7b810-9dad-11d1-80b4-00c04fd430c8",
]

EMAILS = [
    *"a@example.com A@EXAMPLE.COM a@example a@ @example.com a a@b@c.com a.@example.com .a@example.com a..b@example.com a@example..com a@-example.com a+b@example.co.uk a@localhost a@example.com. a@[127.0.0.1] \"a\"@example.com".split(),
    "\u00e9@example.com", "a@\u00e9xample.com", "a@xn--xample-9ua.com", "A <a@example.com>", " a@example.com", "a@example.com ", "a b@example.com", "a@exa mple.com", "a" * 65 + "@example.com", "a@" + "b" * 64 + ".com", "",
]

URLS = [
    *"http://example.com https://example.com/ HTTP://EXAMPLE.com:80/a?b#c https://example.com:443 http://example.com:81 ftp://example.com example.com //example.com http: http:// http://a:b@example.com".split(),
    *"http://example.com:99999 http://[::1]/ http://[::1 http://127.0.0.1 http://0x7f.1 http://256.256.256.256 http:///example.com http:example.com http://example.com/a%zz http://ex_ample.com http://-a.com http://a..b".split(),
    "http://example.com/a b", "http://ex ample.com", "http://\u00e9xample.com/\u00e9?\u00e9", " http://example.com ", "http://example.com/" + "a" * 2083, "http://example.com\\a", "javascript:alert(1)", "",
]

STRINGS = [
    "", " ", "a", "ab", "abc", "abcd", "fixedquery", "null", "true", "0", "a b", " a ", "\u00e9", "e\u0301", "\U0001f600", "\u4e2d\u6587", "\ufeffa", "\u202e", "\x7f", "\x01", "\0", "a\0b",
    "a\nb", "a\r\nb", "\t", "'", '"', "\\", "\u2028", "<b>", "&amp;", "a;b", "a,b", "a=b", "a&b", "%", "%41", "+", "/", "..", "#", "?", "{}", "[]", "$", "a" * 9, "a" * 10, "a" * 11, "a" * 50, "a" * 51, "\u00e9" * 10, "\U0001f600" * 10, "\U0001f600" * 11,
    "\U00010ffff", "\uffff", "\u0130", "\u00df", "SS", "_", "__proto__",
]

BY_FORMAT = {
    "date": DATES, "date-time": DATE_TIMES, "time": TIMES, "duration": DURATIONS, "uuid": UUIDS, "email": EMAILS, "uri": URLS,
}

BY_TYPE = {"integer": INTEGERS, "number": [*FLOATS, *INTEGERS, *DECIMALS], "boolean": BOOLEANS, "string": STRINGS}

EVERYTHING = sorted({text for pool in (*BY_FORMAT.values(), *BY_TYPE.values()) for text in pool})

# JSON documents that are not what `json.dumps` would write, or are of another type than what is expected.
JSON_TEXTS = [
    *"null true false 0 -0 1 -1 1.0 1.5 -0.0 1e0 1e3 1E400 -1e400 1e-400 0.1 NaN Infinity -Infinity 9007199254740993 1e16 1e22 123456789.123456789".split(),
    *BOUNDARIES, *(f"-{number}" for number in BOUNDARIES), "9" * 400, "1." + "0" * 40, "0.1e1", "100000000000000000000.0",
    '""', '"a"', '" 1 "', '"1"', '"1.0"', '"true"', '"\\u0000"', '"\\ud83d\\ude00"', '"\\/"', '"\\u00e9"', '"\u00e9"', '"\U0001f600"', '"\x7f"',
    "[]", "[1]", '["a"]', "[[]]", "[null]", "[1,2,3]", "{}", '{"a":1}', '{"":0}', '{"a":null,"a":1}', '[{"a":[]}]', '[{}]', '{"a":{"b":{}}}',
]

LONE_SURROGATES = ['"\\ud800"', '"\\udc00a"', '{"\\ud800":1}']

BROKEN_JSON = [
    *"{ } [ ] : , {] [} nul nan inf -inf +1 01 -01 1. .5 1e 1e+ - -- 0x1 tru TRUE True None undefined {a:1} {'a':1} [1,] [,1] [1,,2] [1;2] {\"a\"} {\"a\":} {\"a\":1,} {\"a\":1,,} {,} {\"a\"::1} {\"a\" {\"a\":1 [1 [1, 1,2 {}{} []] {}} {1:2} {null:1} -Infinit -NaN -a Infinit Na".split(),
    '"', '"a', '"\\', '"\\x"', '"\\u12"', '"\\u12g4"', '"\\ud800\\u12"', '"a\nb"', '"a\tb"', '"a\x00b"', "// c", "1 // c", "/**/1", "\x00", "\ufeff1", "\u00a01", "\x0c1", "\x0b1", "1\x00", " ", "\n", "\t\r\n ", "{}x", "{} x", "[] []", "\u2028{}", '{"a":1 "b":2}', '{"a" 1}', '["a" "b"]', '{"a":1,"b"', '{"a":1,"b":', '{"a":1,b}',
]

CONTENT_TYPES = [
    "application/json", "application/json", "application/json", "application/json; charset=utf-8", "application/json;charset=latin-1", "Application/JSON", "application/vnd.api+json",
    "application/geo+json-seq", "application/jsonx", "text/json", "text/plain", "", "application", "application/", "/json", "json", "application/json;", "application/json ; a=b", "application/json, text/plain",
    "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=x", "application/octet-stream", "*/*", "application/+json", "application/json+x", "application/json\u00e9",
    'application/json; charset="utf-8', "application/ json", "application /json", "application/json/x", "message/json",
]

METHODS = "GET POST PUT DELETE PATCH HEAD OPTIONS TRACE FOO get".split()
