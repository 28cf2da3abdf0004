"""The category tree of the demo marketplace: what stands on each leaf. First part: electronics, home and fashion.

Prices are in whole euros, the lower and upper end of what a good used piece asks; things and traits combine freely, so
every trait of a leaf must be true of every thing in it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Leaf:
    """A category that offers are filed under."""

    name: str
    low: int
    high: int
    things: tuple[str, ...]
    traits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """A category that only holds others; `notes` are sentences true of anything below it."""

    name: str
    children: tuple["Branch | Leaf", ...]
    notes: tuple[str, ...] = ()


def leaf(name: str, low: int, high: int, things: str, traits: str) -> Leaf:
    """Read a leaf as it is written below: things and traits stand between bars."""
    return Leaf(name, low, high, tuple(things.split(" | ")), tuple(traits.split(" | ")))


ELECTRONICS = Branch(
    "Electronics",
    (
        Branch(
            "Computers",
            (
                leaf(
                    "Laptops",
                    180,
                    1400,
                    "ThinkPad T480 | ThinkPad X1 Carbon | MacBook Air M1 | MacBook Pro 14 | Dell XPS 13"
                    " | HP EliteBook 840"
                    " | Framework 13 | Surface Laptop 4",
                    "16 GB RAM | new battery | 512 GB SSD | German keyboard | US keyboard"
                    " | with dock | freshly installed",
                ),
                leaf(
                    "Monitors",
                    60,
                    520,
                    "Dell U2720Q | LG 27UP850 | Eizo EV2456 | BenQ PD2700 | Samsung Odyssey G5 | HP Z27n | AOC 24G2",
                    "no dead pixels | with original stand | height adjustable | cables included | barely used",
                ),
                leaf(
                    "Keyboards and mice",
                    15,
                    180,
                    "Keychron K2 | Logitech MX Keys | HHKB Professional | Leopold FC660M"
                    " | Logitech MX Master 3 | Varmilo VA87",
                    "in the box | cleaned | with spare parts | barely used | USB-C",
                ),
            ),
        ),
        Branch(
            "Phones and tablets",
            (
                leaf(
                    "Smartphones",
                    90,
                    850,
                    "iPhone 12 | iPhone 13 mini | iPhone 14 Pro | Pixel 6a | Pixel 8 | Galaxy S21 | Galaxy S23"
                    " | Fairphone 4"
                    " | Xperia 5 III",
                    "128 GB | 256 GB | battery at 91 % | with case | no SIM lock | screen without scratches | black",
                ),
                leaf(
                    "Tablets and readers",
                    50,
                    620,
                    "iPad Air | iPad mini 6 | Galaxy Tab S7 | Kindle Paperwhite | Kobo Libra 2 | reMarkable 2",
                    "with cover | 64 GB | in the box | with pen | screen protector since day one",
                ),
            ),
        ),
        Branch(
            "Photo and video",
            (
                leaf(
                    "Cameras",
                    120,
                    1600,
                    "Fujifilm X-T3 | Sony A7 III | Canon EOS 90D | Nikon Z6 | Olympus OM-D E-M10 | Ricoh GR III"
                    " | Leica M6"
                    " | Canon AE-1",
                    "body only | with two batteries | low shutter count | with strap and bag | serviced last year",
                ),
                leaf(
                    "Lenses",
                    60,
                    1100,
                    "Canon EF 50 mm f/1.8 | Nikkor 85 mm f/1.8 | Sigma 35 mm f/1.4 Art | Tamron 28-75 mm f/2.8"
                    " | Fujinon XF 23 mm f/2 | Helios 44-2",
                    "glass is clean | with hood | with both caps | UV filter included | smooth focus ring",
                ),
            ),
        ),
        leaf(
            "Headphones",
            25,
            380,
            "Sony WH-1000XM4 | Bose QC45 | Sennheiser HD 600 | Beyerdynamic DT 770 | AirPods Pro | AKG K702",
            "new ear pads | with case | in the box | cable included | lightly used",
        ),
    ),
    ("Tested before posting.", "Reset and ready to use.", "Receipt available.", "Charger or cable is included."),
)

HOME = Branch(
    "Home and garden",
    (
        Branch(
            "Furniture",
            (
                leaf(
                    "Chairs",
                    20,
                    450,
                    "Thonet chair | Eames-style chair | Oak dining chair | Aeron office chair | Rattan armchair"
                    " | Set of four bistro chairs | Piano stool",
                    "solid | reupholstered | from the sixties | light marks of use | stackable",
                ),
                leaf(
                    "Tables and desks",
                    40,
                    680,
                    "Oak dining table | Standing desk | Teak coffee table | School desk | Round kitchen table"
                    " | Writing desk with drawers",
                    "160 cm | 120 cm | solid wood | freshly oiled | easy to take apart",
                ),
                leaf(
                    "Shelves and storage",
                    15,
                    420,
                    "String shelf | Billy bookcase | Teak sideboard | Chest of drawers"
                    " | Vintage wardrobe | Apothecary cabinet",
                    "white | walnut | complete with fittings | sturdy | 80 cm wide",
                ),
                leaf(
                    "Lamps",
                    15,
                    320,
                    "Anglepoise lamp | Paper lantern | Brass floor lamp | Tolomeo desk lamp | Glass pendant lamp",
                    "rewired | with bulb | dimmable | original shade | heavy foot",
                ),
            ),
        ),
        Branch(
            "Kitchen",
            (
                leaf(
                    "Coffee and tea",
                    20,
                    620,
                    "Gaggia Classic | Rancilio Silvia | Bialetti Moka | Comandante C40 grinder | Chemex"
                    " | Cast-iron teapot"
                    " | Baratza Encore grinder",
                    "descaled | with accessories | barely used | works perfectly | in the box",
                ),
                leaf(
                    "Pots and pans",
                    12,
                    240,
                    "Le Creuset casserole | Carbon steel pan | Lodge skillet | Copper saucepan | Pressure cooker | Wok",
                    "24 cm | 28 cm | well seasoned | with lid | suits induction",
                ),
                leaf(
                    "Tableware",
                    8,
                    190,
                    "Arabia plates | Set of wine glasses | Stoneware bowls | Silver-plated cutlery"
                    " | Enamel mugs | Tea set",
                    "set of six | no chips | hand-made | from the seventies | dishwasher safe",
                ),
            ),
        ),
        Branch(
            "Garden",
            (
                leaf(
                    "Garden tools",
                    10,
                    390,
                    "Hand mower | Felco secateurs | Wheelbarrow | Hedge trimmer"
                    " | Garden shredder | Watering can of zinc",
                    "sharpened | stored dry | used two seasons | sturdy | ready for spring",
                ),
                leaf(
                    "Plants and pots",
                    5,
                    95,
                    "Monstera | Olive tree | Terracotta pot | Ficus | Herb planter | Bonsai | Rubber plant",
                    "healthy | large | with saucer | easy to keep | about 80 cm",
                ),
            ),
        ),
    ),
    (
        "From a home without smokers or pets.",
        "Please bring someone to carry.",
        "Pick-up on the ground floor.",
        "Measured twice.",
    ),
)

FASHION = Branch(
    "Fashion",
    (
        Branch(
            "Clothing",
            (
                leaf(
                    "Coats and jackets",
                    25,
                    360,
                    "Barbour jacket | Wool coat | Patagonia down jacket | Denim jacket | Leather jacket"
                    " | Rain coat | Parka",
                    "size S | size M | size L | hardly worn | lined | navy | black",
                ),
                leaf(
                    "Knitwear",
                    12,
                    160,
                    "Merino pullover | Aran sweater | Cashmere cardigan | Fisherman's jumper | Lambswool vest",
                    "size S | size M | size L | hand-knitted | no moth holes | grey",
                ),
                leaf(
                    "Trousers and jeans",
                    10,
                    150,
                    "Levi's 501 | Corduroy trousers | Selvedge jeans | Linen trousers | Wool trousers",
                    "W30 L32 | W32 L32 | W34 L34 | hemmed | washed once | dark blue",
                ),
            ),
        ),
        leaf(
            "Shoes",
            18,
            260,
            "Red Wing boots | Dr. Martens 1460 | Birkenstock Arizona | Adidas Samba | Running shoes | Chelsea boots",
            "size 38 | size 40 | size 42 | size 44 | new soles | with shoe trees",
        ),
        leaf(
            "Bags",
            15,
            310,
            "Fjällräven Kånken | Leather satchel | Freitag messenger bag | Canvas tote | Weekender | Ortlieb backpack",
            "black | brown | 20 litres | roomy | waterproof | little patina",
        ),
        leaf(
            "Watches",
            35,
            1900,
            "Seiko 5 | Omega Seamaster | Casio F-91W | Junghans Max Bill | Tissot PRX"
            " | Vostok Amphibia | Nomos Tangente",
            "keeps time | with box and papers | serviced | new strap | sapphire glass",
        ),
    ),
    ("Fits true to size.", "Washed and aired.", "No stains, no holes.", "Measurements on request."),
)
