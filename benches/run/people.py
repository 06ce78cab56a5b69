"""The fictitious people of the benchmarks: the same ones for Cabas and for its peers, the same at each run.

Every household has another name and another address, so that none looks like a duplicate of another one. Telephone
numbers are those that the French regulator keeps for fiction; there are few, so one household in four has one.
"""

import uuid
from datetime import UTC, datetime, timedelta

FIRST = (
    "Aïcha Alice Amadou Ana Anouk Antoine Awa Basile Bilal Camille Chantal Chloé Claire Daniel Denis Diane Elena "
    "Élise Émile Estelle Fatou Félix Flora Gaël Georges Hana Hélène Hugo Ibrahim Inès Irène Ismaël Jade Jeanne Jules "
    "Julie Karim Khadija Laure Léa Léo Lina Louis Lucie Maëlle Mahmoud Maïa Manon Marc Marie Mehdi Mélanie Mina Nadia "
    "Naïm Nina Noé Nora Octave Olga Omar Pauline Paul Quentin Rachid Rania Rémi Rosa Salomé Samir Sarah Simon Sofia "
    "Tariq Théo Tom Valérie Victor Yann Yasmine"
).split()
# Surnames are made of one of each list: no order of words can make two of them equal.
SURNAME_A = (
    "Abadie Bailly Carlier Dumas Etcheverry Fabre Garnier Hamon Imbert Jacquet Kone Laborde Maillard Navarro Ollivier "
    "Pascal Quere Renaud Sabatier Teixeira Ullmann Vidal Weber Ximenes Yilmaz Zidane Amara Benali Cisse Diop Evrard "
    "Ferreira Gomis Haddad Ivanov Jallow Kaba Lopes Mendy Ndiaye Ouedraogo Petit Rahmani Sow Traore Urbain Vasseur Wagner "
    "Yacoub Zerbib Auger Besson Collet Delmas Esteve Fournier Gallet Hubert Jourdan Klein"
).split()
SURNAME_B = (
    "Aubry Barbier Chevalier Desmarais Escoffier Fontaine Grenier Hebert Isnard Joubert Kieffer Lambert Mercier Noel "
    "Oudin Pelletier Quentin Roussel Simonet Tissier Urvoy Verdier Walter Yvon Zeller Allard Bonnet Cordier Dufour "
    "Ernst Ferrand Guerin Hardy Ibanez Janvier Keller Leroux Masson Neveu Ozanne Perrot Querel Rolland Salmon Tessier "
    "Ubeda Vallet Wolff Yung Zanetti Arnoux Blondel Clement Doucet Esnault Fleury Godard Huet Joly Lacroix"
).split()
STREETS = (
    "des Lilas;du Parc;de la Fontaine;des Tanneurs;du Moulin;des Écoles;de la Gare;du Lavoir;des Cerisiers;du Marché;"
    "de l’Église;des Acacias;du Canal;de la Source;des Vignes;du Stade;de la Mairie;des Jardins;du Port;des Peupliers"
).split(";")
WAYS = "rue;avenue;allée;place;impasse;boulevard;chemin;cours;quai;passage".split(";")
TOWNS = (
    ("33000", "Bordeaux"),
    ("33130", "Bègles"),
    ("33400", "Talence"),
    ("33600", "Pessac"),
    ("33700", "Mérignac"),
    ("33140", "Villenave-d’Ornon"),
    ("33150", "Cenon"),
    ("33270", "Floirac"),
    ("33310", "Lormont"),
    ("33110", "Le Bouscat"),
)
# Four digits follow.
FICTION = ("053649", "026191", "019900", "046571", "035301")
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def name(i: int) -> str:
    """A name that nobody else has, for i below 288,000."""
    i, first = divmod(i, len(FIRST))
    b, a = divmod(i, len(SURNAME_A))
    return f"{FIRST[first]} {SURNAME_A[a]}-{SURNAME_B[b % len(SURNAME_B)]}"


def household(i: int) -> dict[str, str]:
    """The i-th household, as the cells of a sheet in the order of `RECIPIENT_COLUMNS`."""
    rest, town = divmod(i, len(TOWNS))
    rest, street = divmod(rest, len(STREETS))
    number, way = divmod(rest, len(WAYS))
    postal_code, city = TOWNS[town]
    return {
        "réf": f"F-{i:06}",
        "nom": name(i),
        "adresse": f"{number + 1} {WAYS[way]} {STREETS[street]}",
        "code postal": postal_code,
        "ville": city,
        "étage": str(i % 7),
        "digicode": f"{i % 10_000:04}A" if i % 3 == 0 else "",
        "téléphone": f"{FICTION[i % 20]}{i // 20:04}" if i % 20 < len(FICTION) and i < 200_000 else "",
        "nombre de personnes": str(1 + i % 6),
        "langue": ("fr", "ar", "pt", "wo", "uk")[i % 5],
        "consigne": "Sonner deux fois, l’interphone est en panne" if i % 2 else "",
        "note interne": "Préfère être appelée la veille" if i % 4 == 0 else "",
    }


RECIPIENT_COLUMNS = tuple(household(0))


def sheet(columns: tuple[str, ...], rows: list[list[str]]) -> bytes:
    """A CSV as a French spreadsheet writes it; no cell of ours holds the delimiter or a quote."""
    lines = [";".join(columns), *(";".join(row) for row in rows)]
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()


def recipients_sheet(start: int, count: int) -> bytes:
    """Households from the i-th on."""
    return sheet(RECIPIENT_COLUMNS, [list(household(i).values()) for i in range(start, start + count)])


DELIVERY_COLUMNS = (
    "pickup.address",
    "pickup.address.name",
    "pickup.timeslot",
    "dropoff.address",
    "dropoff.address.contactName",
    "dropoff.address.telephone",
    "dropoff.comments",
    "dropoff.timeslot",
    "dropoff.packages",
    "weight",
    "ref",
)


def slot(day: str, start: int, end: int) -> str:
    """A time slot as CoopCycle's sheets write it."""
    return f"{day} {start:02}:00 - {day} {end:02}:00"


def deliveries_sheet(day: str, start: int, count: int) -> bytes:
    """Deliveries of one day from three depots; each row is another household, which nobody has yet."""
    rows = []
    for i in range(start, start + count):
        home = household(i)
        hour = 9 + i % 8
        rows.append(
            [
                f"{2 + i % 3} quai des Marques, 33300 Bordeaux",
                f"Entrepôt {1 + i % 3}",
                slot(day, 8, 9),
                f"{home['adresse']}, {home['code postal']} {home['ville']}",
                home["nom"],
                f"{FICTION[0]}{(i - start) % 10_000:04}",
                "Sonner deux fois, l’interphone est en panne" if i % 2 else "",
                slot(day, hour, hour + 2),
                "panier=1" if i % 3 else "panier=2",
                "8,5",
                f"L-{day}-{i:06}",
            ]
        )
    return sheet(DELIVERY_COLUMNS, rows)


STOP_COLUMNS = ("type", "address", "contact", "téléphone", "after", "before", "commentaires", "colis", "poids", "réf")


def stops_sheet(day: str, start: int, count: int) -> bytes:
    """Drop-offs of one day, one household each."""
    rows = []
    for i in range(start, start + count):
        home = household(i)
        hour = 9 + i % 8
        rows.append(
            [
                "dropoff",
                f"{home['adresse']}, {home['code postal']} {home['ville']}",
                home["nom"],
                f"{FICTION[0]}{(i - start) % 10_000:04}",
                f"{day} {hour:02}:00",
                f"{day} {hour + 2:02}:00",
                "Sonner deux fois, l’interphone est en panne" if i % 2 else "",
                "panier=1" if i % 3 else "panier=2",
                "8,5",
                f"T-{day}-{i:06}",
            ]
        )
    return sheet(STOP_COLUMNS, rows)


def member(i: int) -> dict:
    """The i-th member: ids in the order of arrival, each invited by an earlier one."""
    return {
        "id": ordered_id(1, i),
        "person_id": ordered_id(2, i),
        "node_id": ordered_id(3, i),
        "inviter_id": ordered_id(2, i // 10) if i >= 10 else None,
        # Ten people each: a tree, the first of which hangs from the organisation's first admin.
        "parent_id": ordered_id(3, i // 10) if i >= 10 else None,
        "email": f"benevole-{i:06}@exemple.example",
        "display_name": name(i),
        "roles": 2 if i % 50 == 0 else 1,
        "state": "suspended" if i % 100 == 99 else "active",
        "created_at": EPOCH + timedelta(seconds=37 * i),
        "last_seen_at": EPOCH + timedelta(days=100, seconds=11 * i) if i % 3 else None,
    }


def ordered_id(kind: int, i: int) -> uuid.UUID:
    """An id of version 7: what the servers make, without their clock."""
    millis = int(EPOCH.timestamp() * 1000) + i
    tail = uuid.uuid5(uuid.NAMESPACE_OID, f"{kind} {i}").int & ((1 << 62) - 1)
    return uuid.UUID(int=(millis << 80) | (0x7 << 76) | (kind << 64) | (0b10 << 62) | tail)


def scattered_id(i: int) -> uuid.UUID:
    """An id of version 4, as households have: no order, no clock."""
    return uuid.UUID(int=uuid.uuid5(uuid.NAMESPACE_OID, f"household {i}").int, version=4)
