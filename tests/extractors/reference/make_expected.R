# Makes the numbers that test_ears.py and test_farrington.py expect, by R's package surveillance (Debian's r-base-core
# and r-cran-surveillance). From this folder, in about two minutes:
#
#   Rscript make_expected.R
#
# Written beside this script, each with the versions and the seed in its first line:
#   weekly.csv.gz      200 series of 624 weeks (12 years of 52), a row a series
#   counts.csv.gz      40 of them thinned by the shares in exposure.csv.gz, which is 0 for a week that is not known
#   daily.csv.gz       200 series of 90 days
#   years.csv.gz       12 series of 1,300 days
#   ears.csv.gz        earsC of the last 40 days of daily.csv.gz
#   farrington.csv.gz  farringtonFlexible of the last 52 weeks of weekly.csv.gz, 26 of counts.csv.gz, 30 days of years.csv.gz
#
# Time is counted in columns, not in dates (epochAsDate = FALSE): a year is 52 weeks or 365 days and the reference of a
# column is the one so many columns before, as in the arrays that are judged. By dates R would take the week nearest to
# the same day of the year, which is 52 or 53 weeks back.

suppressPackageStartupMessages(library(surveillance))
SEED <- 20130314
set.seed(SEED, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")

WEEKS <- 624
YEAR <- 52
JUDGED_WEEKS <- 52
DAYS <- 51:90
ORDINARY <- 170
EXPOSED <- 40

# ---- series ----------------------------------------------------------------------------------------------------------

# Negative binomial counts of variance dispersion * mean, Poisson where that is 1.
draw <- function(mean, dispersion) {
  if (dispersion > 1) rnbinom(length(mean), size = mean / (dispersion - 1), mu = mean) else rpois(length(mean), mean)
}

# An outbreak is `size` standard deviations of cases, spread over six columns from `start`.
outbreak <- function(counts, mean, dispersion, start, size) {
  cases <- rpois(1, size * sqrt(mean[start] * dispersion))
  columns <- pmin(start + floor(6 * rbeta(cases, 2, 3)), length(counts))
  counts + tabulate(columns, length(counts))
}

ordinary <- function(i, of, columns, year, judged, rates) {
  time <- seq_len(columns) - columns
  rate <- exp(log(rates[1]) + (i - 1) / (of - 1) * log(rates[2] / rates[1]))
  trend <- sample(c(0, 0, -1, 1), 1) * runif(1, 0, 0.15) / year
  season <- sample(c(0, 0.3, 0.8), 1) * cos(2 * pi * (time / year - runif(1)))
  dispersion <- sample(c(1, 1.5, 2, 3, 5), 1)
  mean <- rate * exp(trend * time + season)
  counts <- draw(mean, dispersion)
  for (start in sample(columns - judged, sample(0:3, 1))) {
    counts <- outbreak(counts, mean, dispersion, start, runif(1, 3, 15))
  }
  if (i %% 2 == 0) {
    counts <- outbreak(counts, mean, dispersion, columns - sample(judged - 6, 1), runif(1, 3, 10))
  }
  counts
}

# Thirty rows that break methods: nothing at all, nothing but a burst, one value for ever, next to nothing, one huge column.
odd <- function(columns, judged) {
  at <- function(values, where) { values[where] <- values[where] + 100000; values }
  zeros <- rep(0, columns)
  burst <- zeros
  burst[columns - judged / 2 + 0:3] <- c(2, 6, 9, 1)
  once <- zeros
  once[columns %/% 2] <- 1
  late <- zeros
  late[(columns - judged):columns] <- rpois(judged + 1, 4)
  ended <- rpois(columns, 6)
  ended[(columns - 2 * judged):columns] <- 0
  rows <- c(
    list(zeros, zeros, burst, burst + once, once, late, ended),
    lapply(c(1, 2, 3, 20, 150), function(value) rep(value, columns)),
    lapply(c(1, 3, 20), function(value) { row <- rep(value, columns); row[columns - 5] <- 3 * value + 4; row }),
    lapply(c(0.005, 0.01, 0.02, 0.03, 0.05), function(rate) rpois(columns, rate)),
    lapply(c(0.3, 2, 10, 50, 150), function(rate) at(rpois(columns, rate), columns - 2 * judged)),
    lapply(c(0.3, 2, 10, 50, 150), function(rate) at(rpois(columns, rate), columns - judged %/% 2))
  )
  do.call(rbind, rows)
}

series <- function(columns, year, judged, rates) {
  rbind(t(sapply(seq_len(ORDINARY), ordinary, ORDINARY, columns, year, judged, rates)), odd(columns, judged))
}

# ---- what R says of them ---------------------------------------------------------------------------------------------

as_sts <- function(counts, frequency, population = NULL) {
  arguments <- list(observed = matrix(counts), start = c(2001, 1), frequency = frequency)
  if (!is.null(population)) arguments$population <- matrix(population)
  do.call(sts, arguments)
}

ears <- function(counts, method, min_sigma) {
  alpha <- if (method == "C3") 0.025 else 0.001
  control <- list(method = method, baseline = 7, minSigma = min_sigma, alpha = alpha, range = DAYS)
  judged <- earsC(as_sts(counts, 365), control)
  data.frame(alarm = as.integer(alarms(judged)), upper = as.vector(upperbound(judged)))
}

farrington_of <- function(counts, columns, frequency, control, population = NULL) {
  control <- modifyList(list(range = columns, glmWarnings = FALSE, limit54 = c(5, 4)), control)
  judged <- suppressWarnings(farringtonFlexible(as_sts(counts, frequency, population), control))
  data.frame(
    alarm = as.integer(alarms(judged)),
    upper = as.vector(upperbound(judged)),
    expected = as.vector(judged@control$expected)
  )
}

# The settings of Noufaily et al. (2013), and those that surveillance has by itself.
NOUFAILY <- list(
  b = 5, w = 3, noPeriods = 10, pastWeeksNotIncluded = 26, pThresholdTrend = 1, weightsThreshold = 2.58,
  thresholdMethod = "nbPlugin", alpha = 0.01
)
ORIGINAL <- list(
  b = 5, w = 3, noPeriods = 1, pastWeeksNotIncluded = 3, pThresholdTrend = 0.05, weightsThreshold = 2.58,
  thresholdMethod = "delta", alpha = 0.05
)
EXPOSURE <- modifyList(NOUFAILY, list(populationOffset = TRUE, pThresholdTrend = 0.05, thresholdMethod = "delta"))
DAILY <- modifyList(NOUFAILY, list(b = 3, w = 10, pastWeeksNotIncluded = 60, limit54 = c(5, 28), alpha = 0.05))

# ---- files -----------------------------------------------------------------------------------------------------------

write_table <- function(table, name, header = TRUE) {
  file <- gzfile(name, "w", compression = 9)
  cat(sprintf("# R %s.%s, surveillance %s, seed %d\n", R.version$major, R.version$minor,
              packageVersion("surveillance"), SEED), file = file)
  write.table(table, file, sep = ",", quote = FALSE, row.names = FALSE, col.names = header, na = "")
  close(file)
}

over <- function(rows, judge) do.call(rbind, lapply(rows, function(i) cbind(series = i - 1, judge(i))))

weekly <- series(WEEKS, YEAR, JUDGED_WEEKS, c(0.1, 150))
daily <- series(90, 365, 30, c(0.05, 40))
years <- t(sapply(1:12, ordinary, 12, 1300, 365, 30, c(0.1, 20)))
weeks <- (WEEKS - JUDGED_WEEKS + 1):WEEKS

chosen <- round(seq(1, ORDINARY, length.out = EXPOSED))
exposure <- matrix(runif(EXPOSED * WEEKS, 0.3, 1), EXPOSED)
exposure[, 1:400] <- pmin(exposure[, 1:400] + runif(1, 0, 0.5), 1)
exposure <- round(exposure, 2)
for (i in seq_len(EXPOSED)) exposure[i, c(sample(540, 1) + 0:9, sample(540, 10))] <- 0
thinned <- function(i) {
  counts <- weekly[chosen[i], ]
  counts <- rbinom(WEEKS, counts, exposure[i, ])
  counts[exposure[i, ] == 0] <- NA
  counts
}
exposed <- t(sapply(seq_len(EXPOSED), thinned))

ears_table <- do.call(rbind, lapply(c("C1", "C2", "C3"), function(method) {
  do.call(rbind, lapply(c(0, 0.5), function(min_sigma) {
    over(seq_len(nrow(daily)), function(i) {
      cbind(method = method, min_sigma = min_sigma, column = DAYS - 1, ears(daily[i, ], method, min_sigma))
    })
  }))
}))
ears_table$upper <- signif(ears_table$upper, 6)

weekly_by <- function(name, control) {
  over(seq_len(nrow(weekly)), function(i) {
    cbind(configuration = name, column = weeks - 1, farrington_of(weekly[i, ], weeks, YEAR, control))
  })
}
farrington_table <- rbind(
  weekly_by("noufaily", NOUFAILY),
  weekly_by("original", ORIGINAL),
  over(seq_len(EXPOSED), function(i) {
    last <- tail(weeks, 26)
    cbind(configuration = "exposed", column = last - 1,
          farrington_of(exposed[i, ], last, YEAR, EXPOSURE, ifelse(exposure[i, ] == 0, 1, exposure[i, ])))
  }),
  over(1:12, function(i) {
    last <- 1271:1300
    cbind(configuration = "daily", column = last - 1, farrington_of(years[i, ], last, 365, DAILY))
  })
)
farrington_table$upper <- signif(farrington_table$upper, 8)
farrington_table$expected <- signif(farrington_table$expected, 8)

write_table(weekly, "weekly.csv.gz", header = FALSE)
write_table(daily, "daily.csv.gz", header = FALSE)
write_table(years, "years.csv.gz", header = FALSE)
write_table(ifelse(is.na(exposed), 0, exposed), "counts.csv.gz", header = FALSE)
write_table(exposure, "exposure.csv.gz", header = FALSE)
write_table(ears_table, "ears.csv.gz")
write_table(farrington_table, "farrington.csv.gz")
