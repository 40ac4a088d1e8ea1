use brigade::{App, Cancel, Result, parallel, post, routes};

/// A picture in shades of grey, row by row.
type Picture = Vec<Vec<u8>>;

/// Gives each pixel the mean of itself and its neighbours: a row is computed wherever a core is free.
#[post("/blur")]
fn blur(picture: Picture) -> Picture {
    parallel::map(0..picture.len(), |y| {
        let above_and_below = &picture[y.saturating_sub(1)..picture.len().min(y + 2)];
        let blurred = |x: usize| {
            let near = above_and_below.iter().flat_map(|row| row.iter().skip(x.saturating_sub(1)).take(2 + x.min(1)));
            let (sum, count) = near.fold((0, 0), |(sum, count), &pixel| (sum + u32::from(pixel), count + 1));
            (sum / count) as u8
        };
        (0..picture[y].len()).map(blurred).collect()
    })
}

/// Large numbers take longer than small ones. Threads are handed a few at a time, so all of them are busy to the end; and
/// what is left when the client leaves is done at once.
#[post("/primes")]
fn count_primes(#[query(le = 10_000_000)] below: u32, cancel: Cancel) -> Result<usize> {
    let is_prime = |number: u32| {
        cancel.check()?;
        Ok((2..number).take_while(|d| d * d <= number).all(|d| !number.is_multiple_of(d)))
    };
    let primes: Result<Vec<bool>> = parallel::map(2..below, is_prime).into_iter().collect();
    Ok(primes?.into_iter().filter(|&prime| prime).count())
}

/// Two different things at the same time.
#[post("/statistics")]
fn statistics(mut prices: Vec<f64>) -> (f64, Option<f64>) {
    let copy = prices.clone();
    parallel::join(
        || copy.iter().sum(),
        || {
            prices.sort_by(f64::total_cmp);
            prices.get(prices.len() / 2).copied()
        },
    )
}

pub fn app() -> App {
    App::new("Several cores").routes(routes![blur, count_primes, statistics])
}
