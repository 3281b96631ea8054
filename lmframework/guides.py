"""The first practice guides, in our own words: what an installation begins with, and may change in the admin pages."""

LANGUAGE = "en"
# (practice, what it asks, questions, an example from a team that nobody knows)
FIRST = [
    (
        "scan",
        "Know our clients, our partners, what is changing around us, our staff and ourselves.",
        [
            "What have clients told us in the last month, and who of us heard it?",
            "What has changed around us that our plan does not know yet?",
            "What do we do well, and where do we need help?",
        ],
        (
            "Fewer and fewer women came to Lulanda health centre for their second visit before birth. Instead of guessing, two "
            "nurses spent a market morning asking mothers why. It was not the distance, it was the queue: who came by the "
            "morning bus was seen last. The team wrote that on the wall beside its figures, and opened the clinic an hour "
            "after the bus. Each month another colleague now asks five mothers one question."
        ),
    ),
    (
        "focus",
        "Agree what we are here for, what comes first, and the one challenge we take on together.",
        [
            "If we could change one thing for our clients this year, what would it be?",
            "How would we know, in a number and by a date, that we have done it?",
            "What shall we stop doing, so that there is time for it?",
        ],
        (
            "Sindano hospital had nineteen priorities, so everybody worked on the one nearest to them. One afternoon the team "
            "put them on cards and asked of each: what happens to our patients if we leave this for a year? Three cards "
            "stayed on the table. One of them became the challenge: by December, no woman waits more than thirty minutes for "
            "a caesarean. Two reports that nobody read were given up, and every meeting now opens with that one number."
        ),
    ),
    (
        "align",
        "Let values, strategy, structure and daily work pull the same way, and partners give what they can.",
        [
            "Which part of our daily work serves what we agreed comes first, and which does not?",
            "Does each of us know which part is theirs?",
            "Who outside the team could help, and what exactly shall we ask of them?",
        ],
        (
            "In Mwezi district vaccination came first, on paper. The team laid the log book of its only car beside the plan and "
            "saw that on four days of five it drove people to meetings. Now outreach gets the key first, and meetings move. "
            "The village heads announce the dates, and the owner of the bus takes the vaccine boxes along for nothing: until "
            "then nobody had asked him."
        ),
    ),
    (
        "inspire",
        "Let deeds match words: trust, thank, challenge and support each other, and keep learning.",
        [
            "What did we commit to, and did we keep it?",
            "Whose work deserves thanks that nobody has given yet?",
            "What have we learned from something that went wrong?",
        ],
        (
            "When a medicine ran out, the dispenser of Kazuri health centre said in the meeting: I counted late, and I told "
            "nobody. There was no shouting. The nurse in charge thanked her for saying it, and said that he had not asked. "
            "Friday became the day for counting, and a second person learned to do it. When the shelf was full a month later, "
            "he said so before everybody, and since then people speak up sooner."
        ),
    ),
    (
        "plan",
        "Set down the results we want, and the activities that lead to them, with objectives and outputs.",
        [
            "Which results do we want by the end of the year, and where do we stand today?",
            "Does each activity lead to an output, and each output to an objective?",
            "Who does what, and by when?",
        ],
        (
            "“Strengthen maternity services”, said the old plan of Baobab health centre, and at the end of the year nobody knew "
            "whether that had happened. This year the team began with the result: 41 of 100 births took place with us, we want "
            "55. For that, the maternity has to be open at night, and four activities lead there, each with a post and a month. "
            "A fifth led to nothing on the list, so it was dropped. The midwife can now explain the plan to her trainee in five "
            "minutes."
        ),
    ),
    (
        "organise",
        "See that money, people and materials are there for what is planned, and the systems that it needs.",
        [
            "Which activity begins next, and what does it still lack?",
            "Who pays for it, and has that been said in so many words?",
            "Which system, such as transport, stock or records, would let us down first?",
        ],
        (
            "Three weeks before the measles days, the team of Nyota district went through its plan and asked of each activity: "
            "who goes, with what, and who pays? Two partners had promised the fuel, each thinking that the other would pay. One "
            "telephone call settled it, and the amount was written down. The lid of the cold box was broken, so the "
            "neighbouring district lent one. On the day nothing was missing, and it was not luck."
        ),
    ),
    (
        "implement",
        "Carry out what is planned, hand work to others, and fit together what belongs together.",
        [
            "What did we mean to finish by today, and what stood in the way?",
            "Who has too much to do, and who could take some of it?",
            "Which activities need the same people, vehicle or room in the same week?",
        ],
        (
            "On Mondays the team of Pwani health post stands before its wall calendar for ten minutes. The nurse in charge used "
            "to do all outreach herself. Now two villages are the new midwife's: they agreed what has to be done by when, and "
            "on Thursdays she asks how it goes. In one week training and outreach wanted the same motorcycle; they saw it in "
            "time and moved one. When rain closed the road, they wrote down why nobody went, and set the next date at once."
        ),
    ),
    (
        "monitor",
        "Follow activities, outputs and results, compare them with the plan, and ask people what they think.",
        [
            "Which of our indicators have moved since the last quarter, and why?",
            "Where are we behind the plan, and what do we change because of it?",
            "Whom have we asked for their opinion, and have we answered them?",
        ],
        (
            "By April, 12 of 60 home visits had taken place, and the report of Mlima health centre said “going on”. The team "
            "asked the volunteers, who said that the form was too long to fill in on a doorstep. It was cut to one page, and "
            "by July there were 31 visits. The team also asks twenty patients a quarter what it should do better. The answers "
            "hang at the entrance, each with what was done about it."
        ),
    ),
]


def load_first(guides):
    """Make those of the first guides that are not there, and list them; `guides` is the model's manager."""
    there = set(guides.filter(language=LANGUAGE).values_list("practice", flat=True))
    return [
        guides.create(practice=practice, language=LANGUAGE, asks=asks, questions="\n".join(questions), example=example)
        for practice, asks, questions, example in FIRST
        if practice not in there
    ]
