"""The category tree, second part: sport, music, media, children, workshop and collecting."""

from marketplace.management.seeding.category_tree import Branch, leaf

SPORT = Branch(
    "Sport and outdoors",
    (
        Branch(
            "Bicycles",
            (
                leaf(
                    "City and touring bikes",
                    90,
                    1300,
                    "Gazelle city bike | Surly Long Haul Trucker | Peugeot town bike"
                    " | VSF touring bike | Brompton folding bike",
                    "54 cm | 58 cm | new tyres | with rack | hub dynamo | 8 gears",
                ),
                leaf(
                    "Road and gravel bikes",
                    180,
                    2600,
                    "Bianchi road bike | Canyon Grail | Colnago Master | Trek Checkpoint"
                    " | Specialized Allez | Koga Miyata",
                    "54 cm | 56 cm | Shimano 105 | new chain | freshly serviced | steel frame",
                ),
                leaf(
                    "Bicycle parts",
                    8,
                    280,
                    "Brooks B17 saddle | Shimano crankset | Schwalbe Marathon tyres | Dynamo wheel"
                    " | Ortlieb panniers | Pedals",
                    "28 inch | barely ridden | pair | silver | with screws",
                ),
            ),
        ),
        Branch(
            "Camping and hiking",
            (
                leaf(
                    "Tents",
                    40,
                    620,
                    "Hilleberg Akto | Vaude tunnel tent | MSR Hubba Hubba | Family tent | Coleman dome tent",
                    "for two | seam-sealed | with footprint | all pegs there | used three nights",
                ),
                leaf(
                    "Sleeping bags and mats",
                    20,
                    310,
                    "Down sleeping bag | Therm-a-Rest mat | Exped mat | Synthetic sleeping bag | Summer quilt",
                    "regular length | long | freshly washed | comfort to 0 degrees | with stuff sack",
                ),
            ),
        ),
        leaf(
            "Winter sports",
            25,
            540,
            "Atomic touring skis | Burton snowboard | Cross-country skis | Ski boots | Ice skates | Wooden sledge",
            "edges ground | waxed | two seasons old | with bag | beginner friendly",
        ),
        leaf(
            "Fitness",
            10,
            720,
            "Kettlebell | Rowing machine | Yoga mat | Adjustable dumbbells | Pull-up bar | Bench",
            "like from the shop | quiet | compact | 16 kg | takes little room",
        ),
        leaf(
            "Climbing",
            15,
            230,
            "Climbing rope | Harness | Set of quickdraws | Climbing shoes | Crash pad | Set of nuts",
            "never fallen on | 60 m | size M | size 42 | only used indoors",
        ),
    ),
    (
        "Stored indoors.",
        "A test ride or a look is welcome.",
        "Selling because of a change of sport.",
        "Well looked after.",
    ),
)

MUSIC = Branch(
    "Music",
    (
        Branch(
            "Instruments",
            (
                leaf(
                    "Guitars",
                    90,
                    1700,
                    "Fender Telecaster | Gibson SG | Yamaha FG800 | Martin 000-15 | Epiphone Casino | Classical guitar"
                    " | Squier Jazzmaster",
                    "with gig bag | new strings | set up by a luthier | low action | few dings",
                ),
                leaf(
                    "Keyboards and synthesizers",
                    80,
                    1500,
                    "Korg Minilogue | Roland Juno-60 | Nord Stage 2 | Yamaha P-45 | Moog Minitaur | Arturia MicroFreak",
                    "with power supply | all keys work | in the box | with stand | latest firmware",
                ),
                leaf(
                    "Strings and winds",
                    70,
                    1400,
                    "Student violin | Yamaha clarinet | Alto saxophone | Cello 3/4 | Trumpet | Flute",
                    "with case | recently overhauled | with bow or mouthpiece | easy to play | for beginners",
                ),
            ),
        ),
        leaf(
            "Hi-fi",
            45,
            980,
            "Technics SL-1210 | Marantz amplifier | KEF LS50 | Dual turntable | Pioneer receiver | Tannoy speakers",
            "new belt | recapped | sounds warm | with manual | cables included",
        ),
        leaf(
            "Studio",
            35,
            760,
            "Focusrite Scarlett | Shure SM58 | Neumann TLM 102 | Yamaha HS5 | Akai MPC One | Zoom H5",
            "in the box | little used | with stand | from a home studio | works as it should",
        ),
    ),
    (
        "Try it here before you buy.",
        "From a flat without smokers.",
        "Sold because it is played too rarely.",
        "No hidden faults.",
    ),
)

MEDIA = Branch(
    "Books and media",
    (
        leaf(
            "Novels",
            3,
            28,
            "The Magic Mountain | Middlemarch | One Hundred Years of Solitude | The Master and Margarita | Beloved"
            " | Stoner"
            " | Norwegian Wood",
            "hardback | paperback | first edition | no underlining | with dust jacket",
        ),
        leaf(
            "Textbooks",
            8,
            75,
            "Linear Algebra | Organic Chemistry | Campbell Biology | Principles of Economics"
            " | Gray's Anatomy | Compilers",
            "latest edition | few notes in pencil | hardback | exam ready | clean pages",
        ),
        leaf(
            "Comics and graphic novels",
            4,
            90,
            "Tintin album | Asterix collection | Watchmen | Persepolis | Akira volume 1 | Maus",
            "hardback | first print | read once | complete | bright colours",
        ),
        leaf(
            "Records",
            5,
            160,
            "Kind of Blue | Rumours | Blue Train | The Dark Side of the Moon | Nebraska"
            " | Horses | Trans-Europe Express",
            "vinyl, VG+ | vinyl, near mint | original pressing | reissue, 180 g | sleeve is fine",
        ),
        leaf(
            "Video games",
            6,
            85,
            "Zelda: Breath of the Wild | Elden Ring | Super Metroid | Tetris for Game Boy"
            " | The Last of Us | Mario Kart 8",
            "complete in box | cartridge only | played through | disc without scratches | PAL",
        ),
    ),
    (
        "Can be sent as a letter.",
        "Bundle price for several.",
        "Stood on a shelf, away from the sun.",
        "Read with clean hands.",
    ),
)

CHILDREN = Branch(
    "Children",
    (
        leaf(
            "Prams and seats",
            35,
            640,
            "Bugaboo pram | Stokke Tripp Trapp | Maxi-Cosi seat | Thule bike trailer | BabyBjörn carrier | Cybex buggy",
            "never in an accident | washed | with rain cover | one child only | folds flat",
        ),
        leaf(
            "Toys",
            5,
            140,
            "Brio train set | Playmobil castle | Wooden kitchen | Duplo box | Doll's house | Marble run",
            "complete | much loved | all pieces there | cleaned | big box",
        ),
        leaf(
            "Building sets",
            10,
            380,
            "Lego Technic crane | Lego Millennium Falcon | Lego city station | Fischertechnik box | Meccano set",
            "complete with instructions | built once | in the box | sorted by colour | no missing pieces",
        ),
        leaf(
            "Children's clothes",
            4,
            70,
            "Rain suit | Snowsuit | Bundle of bodysuits | Wool overall | Winter boots | Summer dresses",
            "size 74 | size 92 | size 104 | size 116 | without stains",
        ),
    ),
    (
        "Outgrown, sadly.",
        "Cleaned before handing over.",
        "Good for another child or two.",
        "Grandparents' house, hardly used.",
    ),
)

WORKSHOP = Branch(
    "Workshop",
    (
        leaf(
            "Power tools",
            25,
            520,
            "Makita cordless drill | Festool Domino | Bosch jigsaw | Metabo circular saw"
            " | Hilti hammer drill | Belt sander",
            "with two batteries | with case | new blade | little used | strong",
        ),
        leaf(
            "Hand tools",
            8,
            210,
            "Stanley No. 5 plane | Set of chisels | Knipex pliers | Japanese saw | Wera screwdrivers | Vise",
            "sharpened | from my grandfather | complete | oiled | lasts a lifetime",
        ),
        leaf(
            "Electronics workbench",
            12,
            430,
            "Weller soldering station | Rigol oscilloscope | Fluke 87 multimeter | Raspberry Pi 4 | Bench power supply"
            " | Prusa MK3S printer",
            "calibrated | with probes | works as it should | with manual | from a small lab",
        ),
    ),
    ("Runs as it should.", "May be tried on site.", "Workshop is being cleared.", "Heavy: pick-up is best."),
)

COLLECTING = Branch(
    "Collecting and art",
    (
        leaf(
            "Coins and stamps",
            5,
            420,
            "Stamp album | Silver coin | Box of foreign coins | Commemorative set | First-day covers",
            "from an estate | sorted | with certificate | well preserved | catalogue value on request",
        ),
        leaf(
            "Prints and paintings",
            20,
            890,
            "Linocut | Oil painting of a harbour | Framed lithograph | Watercolour | Exhibition poster | Etching",
            "signed | framed | numbered | under glass | 50 x 70 cm",
        ),
        leaf(
            "Antiques",
            25,
            1200,
            "Wall clock | Silver candlestick | Art nouveau vase | Biedermeier mirror | Brass scales | Old globe",
            "around 1900 | restored | untouched | family piece | working order",
        ),
        leaf(
            "Board games",
            8,
            110,
            "Catan | Gloomhaven | Ticket to Ride | Chess set of boxwood | Carcassonne | Terraforming Mars",
            "complete | sleeved cards | played twice | with expansion | counted twice",
        ),
    ),
    ("Private collection.", "More pictures on request.", "Sent insured.", "Provenance is known."),
)
