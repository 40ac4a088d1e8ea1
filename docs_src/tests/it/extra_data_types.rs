use docs_src::extra_data_types::tutorial001;
use expect_test::expect;

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > PUT /items/ff97dd87-a4a5-4a12-b412-cde99f33e00e
            > {"start_datetime": "2018-12-22T14:00:00+00:00", "end_datetime": "2018-12-24T15:00:00+00:00", "repeat_at": "15:30:00", "process_after": 300}
            200 {"item_id":"ff97dd87-a4a5-4a12-b412-cde99f33e00e","start_datetime":"2018-12-22T14:00:00+00:00","end_datetime":"2018-12-24T15:00:00+00:00","process_after":300,"repeat_at":"15:30:00","start_process":"2018-12-22T14:05:00+00:00","duration":176100}"#]],
    );
}
