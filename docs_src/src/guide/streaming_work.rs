use brigade::{App, HttpError, Model, Stream, get, routes};
use serde::Serialize;

/// A prime, and how much of the work is done.
#[derive(Debug, PartialEq, Serialize, Model)]
struct Found {
    prime: u64,
    done: f64,
}

/// Looks for primes, and sends each as soon as it is found.
#[get("/primes")]
fn find_primes(from: u64, below: u64, out: Stream<Found>) -> Result<(), HttpError> {
    if from >= below {
        return Err(HttpError::new(400, "There are no numbers between these"));
    }
    for number in from.max(2)..below {
        if (2..number).take_while(|divisor| divisor * divisor <= number).all(|divisor| number % divisor != 0) {
            let done = (number - from) as f64 / (below - from) as f64;
            out.send(Found { prime: number, done })?;
        }
    }
    Ok(())
}

pub fn app() -> App {
    App::new("Primes").routes(routes![find_primes])
}

#[cfg(test)]
mod tests {
    use brigade::testing::TestClient;

    use super::*;

    #[test]
    fn primes_are_found() {
        let (out, recording) = Stream::recorded();
        assert_eq!(find_primes(20, 30, out), Ok(()));
        assert_eq!(recording.items(), [Found { prime: 23, done: 0.3 }, Found { prime: 29, done: 0.9 }]);
    }

    #[test]
    fn they_come_one_by_one() {
        let client = TestClient::new(app());
        let mut answer = client.get("/primes?from=2&below=1000000000").send_streaming();
        assert_eq!(answer.next_chunk().unwrap().unwrap(), "{\"prime\":2,\"done\":0.0}\n");
        // Dropping the answer is leaving, and ends the work.
    }
}
