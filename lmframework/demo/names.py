"""Names of an invented country: of its places and of its people."""

COUNTRY, COUNTRY_CODE = "Republic of Marundia", "marundia"

# The first places of each kind have names of their own; where more are needed, they are put together.
REGIONS = [
    "Tasiri",
    "Upper Benda",
    "Okaro Coast",
    "Luvanga",
    "Lower Sefu",
    "Miresh Highlands",
    "Dalombe",
    "Great Ilesi",
]
DISTRICTS = ["Kalembo", "Orusha", "Bantari", "Melinde Rock", "Sowela", "Nyakara", "Temba Lakes", "Fumari", "Hadoka",
             "Ruvela", "Chisanga Hill", "Palauna"]  # fmt: skip
PLACES = ["Amberiko", "Dovu", "Eshani Bridge", "Galora", "Iluma", "Jendera", "Kitopa", "Lusewa", "Mbarika Ferry", "Nalusi",
          "Osemba", "Pirala", "Rokani", "Salembu", "Tovara", "Ulanga Cross", "Vemasi", "Wadoma", "Yerobo", "Zumari",
          "Bukesha", "Chamoli", "Densari", "Fanteko", "Gwalema", "Hirondo", "Kambesi", "Lofira", "Munaro", "Ntalebe",
          "Old Sarima", "Petuka", "Sibanti", "Three Palms", "Umbeka", "White Stones"]  # fmt: skip
VILLAGES = ["Ambo", "Betwe", "Chilani", "Duma", "Efara", "Gomani", "Hule", "Isanda", "Jomba", "Keloa", "Lindu", "Marepo",
            "Nsola", "Otavi Well", "Pamba", "Rusoro", "Sela", "Tukuna", "Unati", "Wembo", "Yanda", "Zilewa", "Balaso",
            "Dirambe", "Fulwa", "Kasomi", "Lower Tuma", "Mile Twelve", "New Hope", "Sandbank"]  # fmt: skip
FIRST = ["Ba", "Che", "Da", "E", "Fa", "Ga", "Ho", "I", "Ja", "Ka", "Lo", "Ma", "Ne", "O", "Pa", "Ra", "Sa", "Ta", "U",
         "Vu", "Wa", "Ye", "Za", "Mbe", "Nda", "Shi"]  # fmt: skip
MIDDLE = ["la", "me", "ri", "so", "tu", "nga", "ke", "vi", "do", "ru", "sha", "mbi", "na", "lu", "pe", "ro"]
LAST = ["ra", "si", "mbo", "ne", "ka", "wa", "to", "li", "nda", "ve", "sa", "ri", "mu", "ko", "she", "la"]
BESIDE = ["", "", "", "", " Hill", " Bridge", " Market", " Ford", " East", " Valley"]

GIVEN = ["Amina", "Daniel", "Grace", "Joseph", "Fatou", "Peter", "Zawadi", "Samuel", "Miriam", "Idris", "Esther", "Paulo",
         "Rehema", "Thomas", "Lucia", "Omar", "Beatriz", "Simon", "Halima", "Andre", "Naomi", "Moses", "Teresa", "Yusuf",
         "Celeste", "Isaac", "Ruth", "Karim", "Blessing", "Tomas", "Salome", "Elias", "Mariam", "Victor", "Delfina",
         "Ibrahim", "Hope", "Mateus", "Nadia", "Felix", "Joyce", "Abel", "Leila", "Martin", "Rosa", "Kofi", "Anita",
         "Solomon", "Zainab", "Hugo", "Clara", "Jonas", "Imani", "Raphael", "Sofia", "Gideon", "Tendai", "Marcus", "Aisha",
         "Bruno", "Judith", "Nuru", "Lidia", "Stephen", "Farida", "Oscar", "Helena", "Musa", "Agnes", "Caleb", "Winnie",
         "Rafael", "Dorcas", "Emil", "Salima", "Ernest", "Vera", "Hamza", "Lindiwe", "Noel"]  # fmt: skip
FAMILY = ["Telemba", "Morasi", "Okandu", "Sewaro", "Balinde", "Chitamo", "Dusenga", "Faroke", "Galimba", "Hatoru", "Iremba",
          "Jokwele", "Katundo", "Lomari", "Mwereka", "Nasonde", "Obitari", "Palemwa", "Rusambo", "Sokuni", "Tavelo",
          "Umbasa", "Vetuko", "Walimu", "Yomande", "Zikora", "Abesolu", "Bonkari", "Dalumo", "Esantu", "Fumbeka",
          "Gotwane", "Honsari", "Ilambo", "Kasweru", "Lundari", "Makolwe", "Ndasimo", "Omweri", "Pitoro", "Rengasi",
          "Sambeko", "Tirunde", "Usengi", "Vomaka", "Wesanda", "Yakubari", "Zelondo", "Bamukha", "Chirolo", "Dembasi",
          "Furaka", "Gasindo", "Hewani", "Jalumba", "Kitenwa", "Lasoru", "Mbelani", "Nokwasi", "Orumbe"]  # fmt: skip


def places(rng, own):
    """Names for places without end, no two alike: first `own`, in an order of their own, then put together."""
    seen = set(own)
    yield from own
    while True:
        middle = rng.choice(MIDDLE) if rng.random() < 0.75 else ""
        name = rng.choice(FIRST) + middle + rng.choice(LAST) + rng.choice(BESIDE)
        if name not in seen:
            seen.add(name)
            yield name


def people(rng):
    """Names for people without end; among thousands some are namesakes."""
    pairs = [(given, family) for given in GIVEN for family in FAMILY]
    while True:
        rng.shuffle(pairs)
        # Neighbours on a list have names that differ in both parts.
        yield from pairs
