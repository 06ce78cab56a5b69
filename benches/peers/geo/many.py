"""A large extract from a small one: the same town many times over, each a little farther east and north.

    many.py SMALL LARGE BYTES
"""

import os
import sys

import osmium

STEP = 0.25
PER_ROW = 40


class Shifted(osmium.SimpleHandler):
    def __init__(self, writer: osmium.SimpleWriter, kind: str, copy: int):
        super().__init__()
        self.writer, self.kind = writer, kind
        self.north, self.east = STEP * (copy // PER_ROW), STEP * (copy % PER_ROW)
        self.ids = (copy + 1) * 20_000_000_000

    def node(self, node):
        if self.kind == "nodes":
            place = (node.location.lon + self.east, node.location.lat + self.north)
            self.writer.add_node(node.replace(id=node.id + self.ids, location=place))

    def way(self, way):
        if self.kind == "ways":
            self.writer.add_way(way.replace(id=way.id + self.ids, nodes=[ref.ref + self.ids for ref in way.nodes]))

    def relation(self, relation):
        if self.kind == "relations":
            members = [(member.type, member.ref + self.ids, member.role) for member in relation.members]
            self.writer.add_relation(relation.replace(id=relation.id + self.ids, members=members))


def main() -> None:
    small, large, wanted = sys.argv[1], sys.argv[2], int(sys.argv[3])
    copies = -(-wanted // os.path.getsize(small)) + 4
    draft = large + ".part.osm.pbf"
    if os.path.exists(draft):
        os.remove(draft)
    writer = osmium.SimpleWriter(draft)
    for kind in ("nodes", "ways", "relations"):
        for copy in range(copies):
            Shifted(writer, kind, copy).apply_file(small)
    writer.close()
    os.rename(draft, large)


if __name__ == "__main__":
    main()
