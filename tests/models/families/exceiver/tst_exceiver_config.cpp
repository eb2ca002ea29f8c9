// Settings beside an Exceiver that say strange things.
#include "models/families/exceiver/format/config.h"
#include "tests/support/fixtures.h"

using namespace lexicell;

class TestExceiverConfig : public QObject {
    Q_OBJECT
  private slots:
    void sizesThatAreNoneAreNamed_data()
    {
        QTest::addColumn<QByteArray>("settings");
        QTest::newRow("text") << QByteArray("query_dim: many\n");
        QTest::newRow("text that is no UTF-8") << QByteArray("query_dim: \xff\xfe wide\n");
        QTest::newRow("zero") << QByteArray("query_dim: 0\n");
        QTest::newRow("more than there can be") << QByteArray("query_dim: 9223372036854775807\n");
    }
    void sizesThatAreNoneAreNamed()
    {
        QFETCH(QByteArray, settings);
        models::checkpoint::Bundle bundle;
        bundle.container = "safetensors";
        bundle.config = settings.toStdString();
        bundle.configName = "hparams.yaml";
        const auto config = models::exceiver::readConfig(bundle);
        QVERIFY(!config.ok());
        QCOMPARE(config.error().errorClass, std::string("bad_config"));
        QVERIFY(config.error().message.find("query_dim") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestExceiverConfig)
#include "tst_exceiver_config.moc"
