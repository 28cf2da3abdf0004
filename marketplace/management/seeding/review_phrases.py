"""Sentences of reviews by tone. A sentence stands under the rating it may appear with, and is free of the other tone.

`{thing}` is what was bought: "Oak dining table" as well as "Wine glasses" or "The Magic Mountain", so no sentence may
put an article before it or a verb in the present tense behind it.
"""

TITLES: dict[int, tuple[str, ...]] = {
    5: (
        "Exactly as described",
        "Excellent, thank you",
        "Could not be happier",
        "A perfect deal",
        "Highly recommended",
        "Better than hoped",
        "Wonderful seller",
        "Like new!",
    ),
    4: (
        "Good buy",
        "Very decent",
        "Happy with it",
        "Solid, with a small flaw",
        "Nice, would buy again",
        "Good value",
        "Pleased overall",
    ),
    3: (
        "It is all right",
        "Average",
        "Does the job",
        "Mixed feelings",
        "Not bad, not great",
        "Fair for the price",
    ),
    2: (
        "Rather disappointing",
        "Not as described",
        "Expected more",
        "Poor packaging",
        "Too expensive for this",
        "Several flaws not mentioned",
    ),
    1: (
        "Stay away",
        "Damaged on arrival",
        "A waste of money",
        "Very disappointed",
        "Nothing like the pictures",
        "Worst purchase this year",
    ),
}

OPENINGS: dict[int, tuple[str, ...]] = {
    5: (
        "{thing} in excellent condition, exactly what I was looking for.",
        "Delighted: {thing} just as promised, and it looks beautiful.",
        "Months of looking for {thing}, and this one is perfect.",
        "Excellent, better than in the pictures.",
        "{thing} arrived sooner than promised and in wonderful condition.",
        "Perfect in every way.",
    ),
    4: (
        "{thing} in good condition, close to what was described.",
        "Happy with {thing}; one small scratch that I could live with.",
        "{thing} at a good price.",
        "All fine with {thing}, only the cleaning was left to me.",
        "Solid, pleased that I bought {thing} used.",
        "Nice, a little more worn than I thought.",
    ),
    3: (
        "{thing} as expected, no more and no less.",
        "Usable, although the description of {thing} was on the short side.",
        "Average; I expected a bit more and a bit less at the same time.",
        "All right for the price.",
        "I can use {thing}, but the pictures were kinder than the real thing.",
    ),
    2: (
        "{thing} came with flaws that were not mentioned.",
        "I expected more from {thing}.",
        "More worn than the pictures admit.",
        "{thing} smelled and needed hours of cleaning.",
        "Disappointing: {thing} looked far older than described.",
    ),
    1: (
        "{thing} arrived damaged.",
        "{thing} had nothing to do with the description.",
        "Useless, I had to throw it away on the first day.",
        "I paid for {thing} and got something else entirely.",
        "The damage was hidden in the pictures of {thing}.",
    ),
}

DETAILS: dict[int, tuple[str, ...]] = {
    5: (
        "It was packed with great care.",
        "The seller answered every question within minutes.",
        "Delivery was quick and friendly.",
        "Not a single scratch, lovely.",
        "There was even a kind note in the parcel.",
        "Meeting in person was easy and pleasant.",
        "The price was more than fair.",
        "Everything that was promised is there.",
    ),
    4: (
        "Shipping took four days, which is fine.",
        "The seller was friendly and quick to reply.",
        "Packed well.",
        "The price was fair.",
        "Pick-up went smoothly.",
        "It does everything it should.",
        "The pictures were honest.",
    ),
    3: (
        "Delivery took a week.",
        "The packaging was simple.",
        "Messages were answered after a day or two.",
        "It needed some cleaning.",
        "The price is about what it is worth.",
        "A few marks that I had not seen in the pictures.",
    ),
    2: (
        "Delivery took more than two weeks.",
        "The packaging was poor.",
        "I had to ask three times for an answer.",
        "Not what I would call good condition.",
        "For this price it is too worn.",
        "The seller blamed the post.",
    ),
    1: (
        "The seller no longer answers.",
        "I want my money back.",
        "The parcel was a torn bag without any padding.",
        "It took a month to arrive.",
        "The refund was refused.",
        "Dirty, stained and badly packed.",
    ),
}

CLOSINGS: dict[int, tuple[str, ...]] = {
    5: ("Highly recommended!", "Thank you!", "I would buy here again at once.", "Five stars, gladly.", "A pleasure."),
    4: ("Would buy again.", "Recommended.", "Good experience overall.", "Pleased."),
    3: ("All in all it is okay.", "I might look around more next time.", "Fine for occasional use.", "It will do."),
    2: ("I would not buy it again.", "Look closely before you pay.", "A pity.", "I regret the purchase a little."),
    1: ("Do not buy here.", "Never again.", "A waste of time and money.", "I have reported it."),
}

ADVERTISEMENTS: tuple[tuple[str, str], ...] = (
    ("Cheaper elsewhere", "{thing} at half the price: visit www.bargain-barn.example today."),
    ("Look here first", "I sell {thing} with a warranty, write to deals@bargain-barn.example."),
    ("Discount code inside", "Get 20 % off {thing} at https://coupon-castle.example with code HAPPY."),
    ("Earn from home", "Forget {thing}, I earn 300 a day: www.easy-money.example/start"),
)

ADVERTISEMENT_REASONS = ("Advertising.", "Links to another shop.", "Not a review: advertising.")

OBJECTIONS = (
    "The author never bought this from me.",
    "This is about another offer.",
    "Insulting and untrue.",
    "Revenge after a refused discount.",
    "Same text as under five other offers.",
    "Gives away private details.",
)

OBJECTION_REASONS = ("Not about this offer.", "The author could not show a purchase.", "Personal attack.")
