// A program holds the tests of several files, which saves most of the time that each would take to compile and link alone. A
// symbolic link by the name of each file starts its test. Every test has this before its own headers: see
// cmake/TestPrograms.cmake.
#pragma once

#include <QTest>

namespace lexicell::test {

// The test of a file, known to the program before main().
class TestOfFile {
  public:
    using Run = int (*)(int argc, char **argv);

    TestOfFile(const char *file, Run run);  // the path of the source, as the compiler knows it
};

}  // namespace lexicell::test

// What QTEST_MAIN and its sisters make of a test class; Qt's own defines main().
#undef QTEST_MAIN_WRAPPER
#define QTEST_MAIN_WRAPPER(TestObject, ...)                                                                                      \
    static int run##TestObject(int argc, char **argv)                                                                            \
    {                                                                                                                            \
        QTest::Internal::callInitMain<TestObject>();                                                                             \
        __VA_ARGS__                                                                                                              \
        TestObject test;                                                                                                         \
        return QTest::qExec(&test, argc, argv);                                                                                  \
    }                                                                                                                            \
    static const ::lexicell::test::TestOfFile fileOf##TestObject{__FILE__, run##TestObject};
