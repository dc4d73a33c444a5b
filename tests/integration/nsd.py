"""An NSD of a test's own, authoritative for the root: what its zone does not know does not exist."""

from support import TestCase, find_program, free_port

CONFIGURATION = """\
server:
  server-count: 1
  ip-address: 127.0.0.1@{port}
  username: ""
  zonesdir: "{home}"
  database: ""
  pidfile: "{home}/nsd.pid"
  xfrdfile: "{home}/xfrd.state"
  zonelistfile: "{home}/zone.list"
  logfile: "{home}/nsd.messages"
  hide-version: yes
remote-control:
  control-enable: no
zone:
  name: "."
  zonefile: "root.zone"
"""

ROOT = """\
$ORIGIN .
$TTL 3600
. IN SOA ns.example. hostmaster.example. 1 3600 600 86400 60
. IN NS ns.example.
ns.example. IN A 127.0.0.1
"""


def start_nsd(test: TestCase, records):
    """Returns the port that answers for `records`, master-file lines with absolute names."""
    port = free_port()
    test.write("root.zone", ROOT + records)
    configuration = test.write("nsd.conf", CONFIGURATION.format(port=port, home=test.directory))
    test.start(find_program("nsd"), "-d", "-c", configuration).wait_for_port(port)
    return port
