VAR gold = 20
-> shop

=== shop ===
Bram: Hello, stranger.
TODO: procgen intent=warn mood=stern speaker=Bram
+ [Buy the knife for {gold} crowns.] -> bought
+ TODO: procgen intent=leave
  -> END

=== bought ===
TODO: procgen intent=thank speaker=Bram
-> END
