// The run loop with fake jobs: order, determinism, budget, stop, fail-fast, and jobs that misbehave.
#include <gtest/gtest.h>

#include <rapidcheck.h>

#include <atomic>
#include <csignal>
#include <mutex>
#include <set>
#include <thread>

#include "engine/interrupt.hpp"
#include "engine/run.hpp"
#include "engine/seeds.hpp"
#include "support/property.hpp"

namespace attest::engine {
namespace {

using evidence::Verdict;
using std::chrono::milliseconds;

Job job(const std::string& name, std::function<void(const JobContext&, evidence::Cell&)> run) {
  Job result;
  result.cell.name = name;
  result.run = std::move(run);
  return result;
}

Job passing(const std::string& name, int delay = 0) {
  return job(name, [delay](const JobContext& context, evidence::Cell& cell) {
    std::this_thread::sleep_for(milliseconds(delay));
    cell.verdict = Verdict::survived;
    cell.holds = true;
    cell.cases = 1;
    cell.evidence = {{evidence::Kind::survey, std::to_string(context.seed), {}}};
  });
}

Settings settings(unsigned jobs, std::uint64_t seed = 1) {
  Settings result;
  result.jobs = jobs;
  result.seed = seed;
  return result;
}

TEST(Run, ResultsStandInTheOrderOfTheJobs) {
  std::vector<Job> jobs;
  for (int i = 0; i < 12; ++i) jobs.push_back(passing("cell " + std::to_string(i), (12 - i) * 3));
  const Outcome outcome = run(settings(4), jobs, {});
  ASSERT_EQ(outcome.cells.size(), 12u);
  for (int i = 0; i < 12; ++i) EXPECT_EQ(outcome.cells[static_cast<std::size_t>(i)].name, "cell " + std::to_string(i));
  EXPECT_EQ(outcome.not_run, 0u);
  EXPECT_FALSE(outcome.abandoned);
}

TEST(Run, LastFirstStartsFromTheEndAndKeepsTheOrderOfResults) {
  Settings reversed = settings(1);
  reversed.last_first = true;
  std::string started;
  Observer observer;
  observer.started = [&](const evidence::Cell& cell) { started += cell.name; };
  const Outcome outcome = run(reversed, {passing("a"), passing("b"), passing("c")}, observer);
  EXPECT_EQ(started, "cba");
  EXPECT_EQ(outcome.cells[0].name, "a");
  EXPECT_EQ(outcome.cells[2].name, "c");
}

TEST(Run, EveryJobRunsOnceWhateverTheThreads) {
  support::expect_holds("each job once, same results", [] {
    const unsigned threads = *rc::gen::inRange(1u, 9u);
    const int count = *rc::gen::inRange(0, 20);
    Settings many_threads = settings(threads, 9);
    many_threads.last_first = *rc::gen::arbitrary<bool>();
    std::vector<std::atomic<int>> runs(static_cast<std::size_t>(count));
    std::vector<Job> jobs;
    for (int i = 0; i < count; ++i) {
      jobs.push_back(passing(std::to_string(i)));
      jobs.back().run = [inner = jobs.back().run, &runs, i](const JobContext& context, evidence::Cell& cell) {
        ++runs[static_cast<std::size_t>(i)];
        inner(context, cell);
      };
    }
    const Outcome many = run(many_threads, jobs, {}), one = run(settings(1, 9), jobs, {});
    for (const auto& number : runs) RC_ASSERT(number == 2);
    for (std::size_t i = 0; i < many.cells.size(); ++i) RC_ASSERT(many.cells[i].evidence == one.cells[i].evidence);
  });
}

TEST(Run, ObserversAreCalledOneAtATime) {
  std::atomic<int> inside{0};
  std::size_t finished = 0, reported = 0;
  Observer observer;
  const auto alone = [&] { EXPECT_EQ(++inside, 1); --inside; };
  observer.started = [&](const evidence::Cell&) { alone(); };
  observer.reported = [&](const evidence::Cell&, const std::string& line) { alone(); EXPECT_EQ(line, "half"); ++reported; };
  observer.finished = [&](const evidence::Cell&, std::size_t done, std::size_t all) { alone(); EXPECT_EQ(done, ++finished); EXPECT_EQ(all, 50u); };
  std::vector<Job> jobs;
  for (int i = 0; i < 50; ++i) {
    jobs.push_back(passing(std::to_string(i)));
    jobs.back().run = [inner = jobs.back().run](const JobContext& context, evidence::Cell& cell) { context.report("half"); inner(context, cell); };
  }
  run(settings(8), jobs, observer);
  EXPECT_EQ(finished, 50u);
  EXPECT_EQ(reported, 50u);
}

TEST(Run, MisbehavingJobsBecomeErrorsAndTheOthersGoOn) {
  const Outcome outcome = run(settings(2),
                              {job("throws", [](const JobContext&, evidence::Cell&) { throw std::runtime_error("two\nlines"); }),
                               job("throws int", [](const JobContext&, evidence::Cell&) { throw 3; }),
                               job("no cases", [](const JobContext&, evidence::Cell& cell) { cell.verdict = Verdict::proved; cell.holds = true; cell.evidence = {{evidence::Kind::survey, "s", {}}}; }),
                               job("no evidence", [](const JobContext&, evidence::Cell& cell) { cell.verdict = Verdict::survived; cell.holds = true; cell.cases = 5; }),
                               job("unknown holds", [](const JobContext&, evidence::Cell& cell) { cell.holds = true; cell.cases = 5; cell.evidence = {{evidence::Kind::survey, "s", {}}}; }),
                               passing("fine")},
                              {});
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(outcome.cells[i].verdict, Verdict::error) << outcome.cells[i].name;
    EXPECT_FALSE(outcome.cells[i].holds);
    ASSERT_FALSE(outcome.cells[i].evidence.empty());
    EXPECT_EQ(outcome.cells[i].evidence.back().summary.find('\n'), std::string::npos);
  }
  EXPECT_EQ(outcome.cells[4].verdict, Verdict::unknown);
  EXPECT_FALSE(outcome.cells[4].holds);
  EXPECT_TRUE(outcome.cells[5].holds);
}

Job listening(const std::string& name) {
  return job(name, [](const JobContext& context, evidence::Cell& cell) {
    while (!context.stop->load()) std::this_thread::sleep_for(milliseconds(1));
    cell.cases = 3;
    throw Stopped{};
  });
}

TEST(Run, TheBudgetStopsWhatListensAndStartsNothingMore) {
  Settings limited = settings(1);
  limited.budget = milliseconds(50);
  const auto start = std::chrono::steady_clock::now();
  const Outcome outcome = run(limited, {passing("a"), listening("b"), passing("c")}, {});
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
  EXPECT_TRUE(outcome.budget_spent);
  EXPECT_FALSE(outcome.abandoned);
  EXPECT_EQ(outcome.not_run, 1u);
  EXPECT_EQ(outcome.cells[0].verdict, Verdict::survived);
  EXPECT_EQ(outcome.cells[1].verdict, Verdict::unknown);
  EXPECT_EQ(outcome.cells[1].cases, 3u);
  EXPECT_EQ(outcome.cells[2].verdict, Verdict::unknown);
  EXPECT_EQ(outcome.cells[2].cases, 0u);
}

TEST(Run, WhatDoesNotListenIsAbandonedAfterTheGracePeriod) {
  static std::atomic<bool> release{false};
  Settings limited = settings(1);
  limited.budget = milliseconds(20);
  limited.grace = milliseconds(50);
  const Outcome outcome = run(limited, {job("deaf", [](const JobContext&, evidence::Cell&) { while (!release) std::this_thread::sleep_for(milliseconds(1)); })}, {});
  EXPECT_TRUE(outcome.abandoned);
  EXPECT_EQ(outcome.cells[0].verdict, Verdict::unknown);
  release = true;
  std::this_thread::sleep_for(milliseconds(50));  // the thread ends without touching what is gone
}

TEST(Run, AnInterruptIsSeenAndFailFastHalts) {
  Settings interrupted = settings(1);
  interrupted.interrupted = [] { return 2; };
  EXPECT_EQ(run(interrupted, {listening("a")}, {}).signal, 2);
  Settings fast = settings(1);
  fast.fail_fast = true;
  const Outcome outcome = run(fast, {passing("a"), job("b", [](const JobContext&, evidence::Cell& cell) { cell.verdict = Verdict::refuted; }), passing("c")}, {});
  EXPECT_EQ(outcome.not_run, 1u);
  EXPECT_TRUE(outcome.cells[0].holds);
  EXPECT_EQ(outcome.cells[2].verdict, Verdict::unknown);
}

TEST(Seeds, NamesGiveSeedsOfTheirOwnThatNothingElseMoves) {
  EXPECT_EQ(derived_seed(1, "full/eva/succeeds"), derived_seed(1, "full/eva/succeeds"));
  std::set<std::uint64_t> seeds;
  for (std::uint64_t master = 0; master < 100; ++master)
    for (const char* name : {"", "a", "b", "ab", "ba", "full/eva"}) seeds.insert(derived_seed(master, name));
  EXPECT_EQ(seeds.size(), 600u);
}

TEST(Seeds, NumbersAndHashes) {
  EXPECT_EQ(parse_seed("0"), 0u);
  EXPECT_EQ(parse_seed("18446744073709551615"), 18446744073709551615u);
  EXPECT_EQ(parse_seed("1234567"), 1234567u) << "a text that is both is a number";
  EXPECT_EQ(parse_seed("DEADBEEF"), parse_seed("deadbeef"));
  EXPECT_NE(parse_seed("deadbeef"), parse_seed("deadbee"));
  EXPECT_NO_THROW(parse_seed(std::string(64, '9')));
  EXPECT_NO_THROW(parse_seed(std::string(40, '9')));
  EXPECT_THROW(parse_seed("99999999999999999999999999"), std::invalid_argument) << "a number beyond 2^64, not a hash";
  for (const std::string bad : {"", "-1", "abc", "1.0", " 1", "0x10", "123456g"}) EXPECT_THROW(parse_seed(bad), std::invalid_argument) << bad;
  EXPECT_THROW(parse_seed(std::string(65, 'a')), std::invalid_argument);
}

}  // namespace

/// timeout(1) and CI runners signal the program and then its group: both signals are one wish for a partial report.
TEST(Interruptible, TwoSignalsAtOnceAreOneWishAndALaterOneEndsTheProgram) {
  {
    const Interruptible guard;
    raise(SIGINT);
    raise(SIGINT);
    EXPECT_EQ(signal_received(), SIGINT);
  }
  EXPECT_EXIT(
      {
        const Interruptible guard;
        raise(SIGTERM);
        std::this_thread::sleep_for(milliseconds(700));
        raise(SIGTERM);
        exit(0);
      },
      testing::ExitedWithCode(128 + SIGTERM), "");
}

}  // namespace attest::engine
