from flask import Blueprint

room = Blueprint("programmes", __name__)
