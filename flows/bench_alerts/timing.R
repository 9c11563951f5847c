# Series of daily counts, one a column of the file that is named first, to how long surveillance takes to judge them:
# a line for each method with its name, the cells judged and the seconds. Columns past the number that is named second
# are left out for Farrington flexible, which fits a model for each cell.
suppressMessages(library(surveillance))
named <- commandArgs(trailingOnly = TRUE)
counts <- as.matrix(read.csv(named[1], header = FALSE))
few <- as.integer(named[2])
days <- nrow(counts)
timed <- function(name, cells, run) cat(name, cells, system.time(run())[["elapsed"]], sep = "\t", fill = TRUE)

every <- sts(observed = counts, frequency = 365, start = c(2000, 1))
for (method in c("C1", "C2", "C3")) {
  control <- list(method = method, alpha = 0.001)
  timed(paste("earsC", method), ncol(counts) * days, function() earsC(every, control = control))
}
judged <- 400:days
some <- sts(observed = counts[, seq_len(few), drop = FALSE], frequency = 365, start = c(2000, 1))
control <- list(range = judged, b = 1, w = 24, noPeriods = 10, pastWeeksNotIncluded = 182, reweight = TRUE,
                weightsThreshold = 2.58, trend = FALSE, alpha = 0.01, limit54 = c(5, 28), thresholdMethod = "nbPlugin",
                glmWarnings = FALSE, verbose = FALSE)
timed("farringtonFlexible", few * length(judged), function() suppressWarnings(farringtonFlexible(some, control)))
cat("surveillance", as.character(packageVersion("surveillance")), R.version.string, sep = "\t", fill = TRUE)
