#include "core/simulate/blood_programs.h"

namespace lexicell::simulate {

const std::vector<CellTypeProgram> &cellTypes()
{
    static const std::vector<CellTypeProgram> types{
        {"Naive CD4 T",
         0.22,
         {"CCR7", "LEF1", "TCF7", "MAL", "LDHB", "NOSIP", "SELL", "CD3D", "CD3E", "CD3G", "TRAC", "IL7R", "LTB", "CD4"}},
        {"Memory CD4 T",
         0.16,
         {"AQP3", "CD40LG", "IL32", "TNFRSF4", "S100A4", "ANXA1", "TRADD", "CD3D", "CD3E", "CD3G", "TRAC", "IL7R", "LTB", "CD4"}},
        {"Treg",
         0.03,
         {"FOXP3", "IL2RA", "RTKN2", "CTLA4", "TIGIT", "IKZF2", "TNFRSF18", "CD3D", "CD3E", "CD3G", "TRAC", "IL32", "CD4"}},
        {"CD8 T",
         0.15,
         {"CD8A", "CD8B", "GZMK", "GZMH", "CCL5", "LAG3", "KLRG1", "CD3D", "CD3E", "CD3G", "TRAC", "GZMA", "NKG7", "CST7"}},
        {"NK",
         0.10,
         {"GNLY", "KLRF1", "SPON2", "FGFBP2", "KLRD1", "XCL2", "PRF1", "GZMB", "NCAM1", "CLIC3", "GZMA", "NKG7", "CST7", "CTSW"}},
        {"B",
         0.11,
         {"MS4A1", "CD79A", "CD79B", "CD19", "TCL1A", "BANK1", "VPREB3", "FCRL1", "PAX5", "BLK", "CD22", "IGHD", "FCER2",
          "SPIB"}},
        {"CD14+ Mono",
         0.14,
         {"CD14", "S100A8", "S100A9", "S100A12", "VCAN", "LYZ", "FCN1", "MS4A6A", "CSF3R", "CD36", "CST3", "LGALS2", "SERPINA1",
          "TYROBP"}},
        {"FCGR3A+ Mono",
         0.04,
         {"FCGR3A", "MS4A7", "CDKN1C", "LST1", "RHOC", "LILRB2", "HES4", "CTSL", "VMO1", "AIF1", "CST3", "SERPINA1", "TYROBP"}},
        {"Dendritic",
         0.02,
         {"FCER1A", "CD1C", "CLEC10A", "ENHO", "CLIC2", "NDRG2", "FLT3", "CD1E", "PLD4", "CST3", "AIF1", "LYZ"}},
        {"Plasmacytoid dendritic",
         0.015,
         {"LILRA4", "CLEC4C", "IL3RA", "SERPINF1", "TCF4", "SCT", "LRRC26", "DERL3", "GZMB", "PLD4", "ITM2C", "SPIB"}},
        {"Platelet",
         0.015,
         {"PPBP", "PF4", "GP9", "TUBB1", "GNG11", "CLU", "SPARC", "ITGA2B", "TREML1", "CMTM5", "MYL9", "ACRBP"}},
    };
    return types;
}

const std::vector<GeneModule> &geneModules()
{
    static const std::vector<GeneModule> modules{
        {"interferon response",
         {"ISG15", "IFI6", "IFIT1", "IFIT2", "IFIT3", "MX1", "MX2", "OAS1", "OAS2", "OAS3", "IFI44", "IFI44L", "XAF1", "IFI35",
          "IRF7", "IFITM1", "USP18", "RSAD2"}},
        {"NF-kB signalling",
         {"NFKBIA", "TNFAIP3", "RELB", "NFKB2", "BIRC3", "CXCL8", "IER3", "ICAM1", "CCL3", "CCL4", "TNF", "CD83", "TRAF1", "SOD2",
          "BCL2A1", "NFKBIZ"}},
        {"antigen presentation",
         {"HLA-DRA", "HLA-DRB1", "HLA-DPA1", "HLA-DPB1", "HLA-DQA1", "HLA-DQB1", "HLA-DMA", "HLA-DMB", "CD74", "HLA-DOA", "CTSS",
          "HLA-DRB5"}},
        {"heat shock",
         {"HSPA1A", "HSPA1B", "DNAJB1", "HSPH1", "HSP90AA1", "HSPB1", "HSPD1", "HSPE1", "DNAJA1", "BAG3", "HSPA8", "CHORDC1",
          "AHSA1", "STIP1"}},
        {"ribosome biogenesis",
         {"NOP14", "NPM1", "FBL", "NOP56", "NOP58", "DKC1", "NOLC1", "RRP9", "GNL3", "POLR1B", "NOP16", "WDR43", "RRS1", "BOP1",
          "NIP7"}},
        {"glycolysis",
         {"PGK1", "ENO1", "LDHA", "ALDOA", "TPI1", "PFKFB3", "BNIP3", "DDIT4", "SLC2A1", "SLC2A3", "PDK1", "ADM", "VEGFA",
          "PGAM1", "MIF"}},
        {"amino acid response",
         {"ATF3", "DDIT3", "ASNS", "TRIB3", "CHAC1", "SESN2", "PSAT1", "PHGDH", "SLC7A11", "SLC3A2", "CEBPB", "VLDLR", "STC2",
          "SLC7A5"}},
        {"p53 pathway",
         {"CDKN1A", "MDM2", "BAX", "BBC3", "FAS", "SESN1", "ZMAT3", "TP53I3", "RPS27L", "PHLDA3", "FDXR", "GDF15", "AEN", "XPC",
          "TNFRSF10B"}},
        {"cholesterol synthesis",
         {"HMGCR", "HMGCS1", "LDLR", "SQLE", "INSIG1", "IDI1", "FDFT1", "FDPS", "MVD", "DHCR7", "SC5D", "MSMO1", "LSS"}},
        {"cell cycle",
         {"MKI67", "TOP2A", "PCNA", "TYMS", "MCM2", "MCM3", "MCM5", "MCM7", "CCNB1", "CDK1", "UBE2C", "BIRC5", "HMGB2", "STMN1",
          "TK1", "RRM2"}},
        {"immediate early",
         {"FOS", "JUN", "JUNB", "EGR1", "FOSB", "DUSP1", "IER2", "KLF6", "ZFP36", "NR4A1", "KLF2", "BTG2", "JUND"}},
    };
    return modules;
}

const std::vector<Regulator> &regulators()
{
    static const std::vector<Regulator> list{
        {"STAT1", "interferon response"}, {"IRF9", "interferon response"},   {"RELA", "NF-kB signalling"},
        {"NFKB1", "NF-kB signalling"},    {"CIITA", "antigen presentation"}, {"HSF1", "heat shock"},
        {"MYC", "ribosome biogenesis"},   {"HIF1A", "glycolysis"},           {"ATF4", "amino acid response"},
        {"TP53", "p53 pathway"},          {"RFX5", "antigen presentation"},  {"SREBF2", "cholesterol synthesis"},
        {"E2F1", "cell cycle"},           {"SRF", "immediate early"},        {"STAT2", "interferon response"},
        {"TFDP1", "cell cycle"},
    };
    return list;
}

const std::vector<RegulatorPair> &regulatorPairs()
{
    static const std::vector<RegulatorPair> pairs{
        {"STAT1", "IRF9", Interaction::Buffering},    // two parts of one complex
        {"RELA", "NFKB1", Interaction::Synergistic},  // paralogs that replace each other
        {"HSF1", "MYC", Interaction::Additive},      {"HIF1A", "ATF4", Interaction::Additive},
        {"CIITA", "TP53", Interaction::Additive},    {"RFX5", "CIITA", Interaction::Buffering},
        {"E2F1", "TFDP1", Interaction::Synergistic}, {"SREBF2", "SRF", Interaction::Additive},
    };
    return pairs;
}

const std::vector<std::string> &housekeepingGenes()
{
    static const std::vector<std::string> genes{
        "ACTB",    "GAPDH",  "B2M",   "TMSB4X", "TMSB10", "EEF1A1",  "FTL",   "FTH1",     "PTMA",  "UBC",     "TPT1",  "NACA",
        "FAU",     "UBA52",  "PFN1",  "CFL1",   "MYL6",   "ARPC2",   "ARPC3", "SH3BGRL3", "SERF2", "OAZ1",    "H3-3B", "H3-3A",
        "ATP5F1E", "COX4I1", "COX7C", "CD52",   "HLA-A",  "HLA-B",   "HLA-C", "HLA-E",    "ITM2B", "GNAS",    "BTF3",  "EIF1",
        "EEF2",    "PABPC1", "PPIA",  "CD37",   "CORO1A", "ARHGDIB", "RACK1", "SRSF5",    "DDX5",  "HNRNPA1", "TXN",   "YBX1",
        "VIM",     "CALM1",  "EDF1",  "EEF1D",  "EEF1B2", "TOMM7",   "UQCRB", "ACTG1",
    };
    return genes;
}

const std::vector<std::string> &ribosomalGenes()
{
    static const std::vector<std::string> genes{
        "RPL3",  "RPL4",   "RPL5",   "RPL6",  "RPL7",    "RPL7A",  "RPL8",   "RPL9",   "RPL10", "RPL10A", "RPL11",
        "RPL12", "RPL13",  "RPL13A", "RPL14", "RPL15",   "RPL17",  "RPL18",  "RPL18A", "RPL19", "RPL21",  "RPL22",
        "RPL23", "RPL23A", "RPL24",  "RPL26", "RPL27",   "RPL27A", "RPL28",  "RPL29",  "RPL30", "RPL31",  "RPL32",
        "RPL34", "RPL35",  "RPL35A", "RPL36", "RPL36AL", "RPL37",  "RPL37A", "RPL38",  "RPL39", "RPL41",  "RPLP0",
        "RPLP1", "RPLP2",  "RPS2",   "RPS3",  "RPS3A",   "RPS4X",  "RPS5",   "RPS6",   "RPS7",  "RPS8",   "RPS9",
        "RPS10", "RPS11",  "RPS12",  "RPS13", "RPS14",   "RPS15",  "RPS15A", "RPS16",  "RPS17", "RPS18",  "RPS19",
        "RPS20", "RPS21",  "RPS23",  "RPS24", "RPS25",   "RPS26",  "RPS27",  "RPS27A", "RPS28", "RPS29",  "RPSA",
    };
    return genes;
}

const std::vector<std::string> &mitochondrialGenes()
{
    static const std::vector<std::string> genes{"MT-ND1", "MT-ND2",  "MT-CO1", "MT-CO2", "MT-ATP8", "MT-ATP6", "MT-CO3",
                                                "MT-ND3", "MT-ND4L", "MT-ND4", "MT-ND5", "MT-ND6",  "MT-CYB"};
    return genes;
}

}  // namespace lexicell::simulate
