use docs_src::cookie_params::tutorial001;
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /items
            307
            location: http://testserver/items/

            > GET /items/
            200 {"ads_id":null}

            > GET /items
            > cookie: ads_id=ads_track
            307
            location: http://testserver/items/

            > GET /items/
            > cookie: ads_id=ads_track
            200 {"ads_id":"ads_track"}

            > GET /items
            > cookie: ads_id=ads_track; session=cookiesession
            307
            location: http://testserver/items/

            > GET /items/
            > cookie: ads_id=ads_track; session=cookiesession
            200 {"ads_id":"ads_track"}

            > GET /items
            > cookie: session=cookiesession
            307
            location: http://testserver/items/

            > GET /items/
            > cookie: session=cookiesession
            200 {"ads_id":null}"#]],
    );
}
